// Pictures of every letter in a folder, whole, at both widths, light and dark.

import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { launch } from './browser.mjs';

const [letters, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { browser, windows } = await launch();
try {
  for (const name of readdirSync(letters).filter((file) => file.endsWith('.html')).sort()) {
    await Promise.all(windows.map(async (window) => {
      await window.open(join(letters, name));
      const path = join(out, `${basename(name, '.html')}-${window.name}.png`);
      await window.page.screenshot({ path, fullPage: true });
      console.log(path);
    }));
  }
} finally {
  await browser.close();
}
