// One headless Chromium with four windows: the two widths at which letters are
// looked at, each light and dark. Shared by the judge of pages and the screenshots.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const WIDTHS = [375, 700];
const SCHEMES = ['light', 'dark'];
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// Chromium looks things up on the network by itself, unless it is told not to.
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-quic',
  '--disable-sync', '--no-first-run'];

/** A window of one width and colour scheme. */
class Window {
  constructor(page, width, scheme) {
    Object.assign(this, { page, width, scheme, name: `${width}-${scheme}`, folder: '', outside: [] });
  }

  /** Opens a file, and returns the addresses outside its folder that it asked for. */
  async open(file) {
    this.folder = `${pathToFileURL(dirname(file))}/`;
    this.outside = [];
    await this.page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    return this.outside;
  }
}

/** Starts the browser. The caller closes it. */
export async function launch() {
  const executablePath = process.env.CHROMIUM ?? PROGRAMS.find(existsSync);
  if (!executablePath) throw new Error('no Chromium: install the package chromium, or name it in CHROMIUM');
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: QUIET });
  const windows = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({
        viewport: { width, height: 800 }, colorScheme, serviceWorkers: 'block',
      });
      const window = new Window(await context.newPage(), width, colorScheme);
      await context.route('**/*', (route) => {
        const url = route.request().url();
        if (url.startsWith(window.folder) || url.startsWith('data:')) return route.continue();
        window.outside.push(url);
        return route.abort();
      });
      windows.push(window);
    }
  }
  return { browser, windows };
}
