// The judge of pages: axe finds nothing, nothing scrolls sideways, and nothing
// is asked for from outside, at both widths, light and dark.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { launch } from './browser.mjs';

// What axe asks of a page of its own, and a letter is not: it is shown inside the
// page of a mail program, which has these landmarks. A second `main` in there
// would mislead those who jump between landmarks. Neither is a demand of WCAG.
const NOT_A_PAGE = ['landmark-one-main', 'region'];

/** The faults of one file in one window. */
async function faultsOf(file, window) {
  const outside = await window.open(file);
  const { page } = window;
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  await page.evaluate(axe.source);
  const rules = Object.fromEntries(NOT_A_PAGE.map((rule) => [rule, { enabled: false }]));
  const { violations } = await page.evaluate((options) => axe.run(document, options),
    { rules, resultTypes: ['violations'] });
  return [
    ...outside.map((url) => `asks for ${url}`),
    ...(content > width ? [`scrolls sideways: ${content} px in ${width}`] : []),
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) =>
      `${id}: ${node.html.slice(0, 100)}: ${node.failureSummary.split('\n')[1]?.trim()}`)),
  ];
}

/** The faults of one file, each with the windows it is seen in. */
async function judge(file, windows) {
  const seen = new Map();
  await Promise.all(windows.map(async (window) => {
    for (const fault of await faultsOf(file, window)) {
      seen.set(fault, [...(seen.get(fault) ?? []), window.name]);
    }
  }));
  return [...seen].map(([fault, names]) => `${names.sort().join(' ')}: ${fault}`);
}

/** A judge that finds nothing in bad letters would be no judge. */
async function checkItself(windows) {
  const folder = mkdtempSync(join(tmpdir(), 'judge-of-pages-'));
  const page = (style, body) => {
    writeFileSync(join(folder, 'bad.html'), `<!doctype html><html lang="sv"><title>Brev</title>
      <style>${style}</style><h1>Hej!</h1><img src="beside.png" alt="Ett streck">${body}</html>`);
    return judge(join(folder, 'bad.html'), windows);
  };
  writeFileSync(join(folder, 'beside.png'), '');
  const all = '375-dark 375-light 700-dark 700-light';
  const bad = [
    ['a picture from outside', '', '<img src="https://example.invalid/a.gif" alt="">', `${all}: asks for https`],
    ['a background from outside', 'p { background: url(https://example.invalid/b) }', '<p>Hej</p>', `${all}: asks for`],
    ['grey on grey', 'p { color: #999; background: #aaa }', '<p>Hej</p>', `${all}: color-contrast`],
    ['black on black when dark', '@media (prefers-color-scheme: dark) { p { color: #222; background: #111 } }',
      '<p>Hej</p>', '375-dark 700-dark: color-contrast'],
    ['a wide table', '', '<table width="600"><tr><td>Hej</td></tr></table>', '375-dark 375-light: scrolls sideways'],
    ['a picture without words', '', '<img src="beside.png">', `${all}: image-alt`],
  ];
  try {
    const good = await page('', '<p>Allt är väl.</p>');
    if (good.length) throw new Error(`it finds faults in a good letter: ${good}`);
    for (const [what, style, body, expected] of bad) {
      const found = await page(style, body);
      if (!found.some((fault) => fault.startsWith(expected))) throw new Error(`it does not find ${what}: ${found}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const folder = process.argv[2];
const { browser, windows } = await launch();
try {
  await checkItself(windows);
  const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
  if (!files.length) throw new Error(`no letters in ${folder}`);
  let faulty = 0;
  for (const name of files) {
    const faults = await judge(join(folder, name), windows);
    faulty += faults.length > 0;
    console.log(`${name.padEnd(40)} ${faults.length ? `${faults.length} found` : 'nothing found'}`);
    for (const fault of faults) console.log(`    ${fault}`);
  }
  console.log(`axe-core ${axe.version}, Chromium ${browser.version()}, ${windows.map((window) => window.name).join(' ')}`);
  process.exitCode = faulty ? 1 : 0;
} finally {
  await browser.close();
}
