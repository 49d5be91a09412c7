// The judge of mail programs: by the data of Can I email, letters use nothing that
// Outlook, Gmail or Apple Mail lacks and that plain MJML does not use too. What
// is plain MJML is told by `plain.mjml`, made with the reference implementation.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { caniemail } from 'caniemail';
import mjml2html from 'mjml';

const CLIENTS = ['outlook.windows', 'outlook.macos', 'outlook.outlook-com', 'outlook.ios', 'outlook.android',
  'gmail.*', 'apple-mail.*'];

// What is used all the same, and why that harms nobody.
const KNOWN = new Map([
  ['color-scheme meta tag', 'Apple Mail shows its dark colours by it; others ignore it and show the light letter'],
  ['color-scheme CSS property', 'as the meta tag, for programs that keep the style and drop the head'],
]);

/** The features in a page that a client lacks, each with the clients. */
function lacking(html) {
  const features = new Map();
  for (const kind of Object.values(caniemail({ clients: CLIENTS, html }).issues)) {
    for (const [client, issues] of kind) {
      for (const { title } of issues) features.set(title, (features.get(title) ?? new Set()).add(client));
    }
  }
  return features;
}

const plain = lacking((await mjml2html(readFileSync(new URL('plain.mjml', import.meta.url), 'utf8'))).html);

/** The features that plain MJML does not use. */
const beyondPlain = (html) => [...lacking(html)].filter(([title]) => !plain.has(title));

/** A judge that finds nothing in a bad letter would be no judge. */
function checkItself() {
  if (plain.size < 10) throw new Error(`plain MJML uses only ${[...plain.keys()]}`);
  for (const [bad, title, client] of [
    ['<div style="display:flex">Hej</div>', 'display:flex', 'outlook.windows'],
    ['<div style="position:absolute">Hej</div>', 'position', 'gmail.android'],
    ['<form><input type="text" /></form>', '<form> element', 'outlook.windows'],
  ]) {
    const found = new Map(beyondPlain(`<html><body>${bad}</body></html>`));
    if (!found.get(title)?.has(client)) throw new Error(`it does not find ${title}: ${[...found.keys()]}`);
  }
}

checkItself();
const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
if (!files.length) throw new Error(`no letters in ${folder}`);
const used = new Set();
let faulty = 0;
for (const name of files) {
  const found = beyondPlain(readFileSync(join(folder, name), 'utf8'));
  for (const [title] of found) used.add(title);
  const faults = found.filter(([title]) => !KNOWN.has(title));
  faulty += faults.length > 0;
  console.log(`${name.padEnd(40)} ${faults.length ? `${faults.length} found` : 'nothing found'}`);
  for (const [title, clients] of faults) console.log(`    ${title}: not in ${[...clients].sort().join(', ')}`);
}
for (const [title, why] of KNOWN) {
  if (!used.has(title)) throw new Error(`no letter uses the ${title}: take it off the list`);
  console.log(`known: ${title}: ${why}`);
}
console.log(`${plain.size} features of plain MJML are lacking somewhere too`);
process.exitCode = faulty ? 1 : 0;
