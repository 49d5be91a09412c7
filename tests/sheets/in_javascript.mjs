// Makes workbooks as systems make them in JavaScript: node in_javascript.mjs FOLDER LIBRARIES.
// Each file has one habit; what is right of it stands in the case of its name.

import path from 'node:path';
import { createRequire } from 'node:module';

// The days of a Swedish system, wherever this runs.
process.env.TZ = 'Europe/Stockholm';

const out = path.resolve(process.argv[2]);
const require = createRequire(path.resolve(process.argv[3], 'package.json'));
const ExcelJS = require('exceljs');
const XLSX = require('xlsx');

const HEAD = ['Enhet', 'Modul', 'Målgrupp', 'Från', 'Till', 'Aktiva', 'Antal'];
// Local midnights: November is an hour from UTC, August two.
const monday = new Date(2026, 10, 16);
const sunday = new Date(2026, 10, 22);
const TWO = [
  [99000101, 'Lärlogg', 'Personal', monday, sunday, 30, 44],
  [99000102, 'Lärlogg', 'Personal', monday, sunday, 12, 31],
];
const utc = (year, month, day) => new Date(Date.UTC(year, month - 1, day));
const UTC = TWO.map((row) => [...row.slice(0, 3), utc(2026, 11, 16), utc(2026, 11, 22), ...row.slice(5)]);

async function exceljs(name, rows, change = () => {}, head = HEAD) {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Användning');
  sheet.addRows([head, ...rows]);
  change(sheet, book);
  await book.xlsx.writeFile(path.join(out, name));
}

await exceljs('exceljs-plain.xlsx', UTC);
await exceljs('exceljs-before-midnight.xlsx', [
  ...TWO,
  [99000103, 'Lärlogg', 'Personal', new Date(2026, 7, 31), new Date(2026, 8, 6), 40, 52],
]);
await exceljs(
  'exceljs-formulas.xlsx',
  [...UTC, [99000103, 'Lärlogg', 'Personal', utc(2026, 11, 16), utc(2026, 11, 22), 40, 52]],
  (sheet) => {
    sheet.getCell('F2').value = { formula: '25+5' };
    sheet.getCell('F3').value = { formula: '10+2', result: 12 };
    sheet.getCell('B4').value = { formula: '"Lär"&"logg"' };
  },
);
await exceljs(
  'exceljs-shared-formulas.xlsx',
  UTC.map((row) => [...row, 5]),
  (sheet) => {
    sheet.getCell('F2').value = { formula: 'H2+25', result: 30, shareType: 'shared', ref: 'F2:F3' };
    sheet.getCell('F3').value = { sharedFormula: 'F2', result: 30 };
    sheet.getCell('I1').value = 'Not';
    sheet.getCell('I2').value = { formula: 'H2*2' };
  },
  [...HEAD, 'Inlägg'],
);
await exceljs('exceljs-zeros.xlsx', UTC, (sheet, book) => {
  book.calcProperties.fullCalcOnLoad = true;
  sheet.getCell('F2').value = { formula: '25+5', result: 0 };
  sheet.getCell('G3').value = { formula: '30+1', result: 0 };
});
await exceljs('exceljs-told.xlsx', UTC, (sheet, book) => {
  book.calcProperties.fullCalcOnLoad = true;
  sheet.getCell('F2').value = { formula: '25+5', result: 30 };
});
await exceljs('exceljs-errors.xlsx', UTC, (sheet) => {
  sheet.getCell('F2').value = { error: '#DIV/0!' };
  sheet.getCell('G3').value = { formula: '1/0', result: { error: '#DIV/0!' } };
});
await exceljs('exceljs-rich.xlsx', UTC, (sheet) => {
  sheet.getCell('B2').value = { richText: [{ text: 'Lär' }, { font: { bold: true }, text: 'logg' }] };
  sheet.getCell('A3').value = { text: '99000102', hyperlink: 'https://example.invalid/' };
});
await exceljs('exceljs-merged.xlsx', [UTC[0], [null, 'Veckobrev', ...UTC[0].slice(2, 5), 20, 44], UTC[1]], (sheet) =>
  sheet.mergeCells('A2:A3'),
);
await exceljs('exceljs-hidden.xlsx', UTC, (sheet, book) => {
  const old = book.addWorksheet('Förra året', { state: 'veryHidden' });
  old.addRows([HEAD, [99000101, 'Lärlogg', 'Personal', utc(2025, 11, 17), utc(2025, 11, 23), 3, 44]]);
  old.orderNo = 0;
  sheet.orderNo = 1;
});
await exceljs(
  'exceljs-percent.xlsx',
  [
    ['99000101', 0.75],
    ['99000102', 0.8],
    ['99000103', 75],
  ].map(([unit, share]) => [unit, ...UTC[0].slice(1, 5), share]),
  (sheet) => {
    sheet.getCell('F2').numFmt = '0%';
    sheet.getCell('F3').numFmt = '0.0" %"';
    sheet.getCell('F4').numFmt = '0" %"';
  },
  [...HEAD.slice(0, 5), 'Andel'],
);
{
  const stream = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path.join(out, 'exceljs-stream.xlsx') });
  const sheet = stream.addWorksheet('Användning');
  for (const row of [HEAD, ...UTC]) sheet.addRow(row).commit();
  await stream.commit();
}

function sheetjs(name, rows, change = () => {}, options = {}, head = HEAD) {
  const sheet = XLSX.utils.aoa_to_sheet([head, ...rows], { dateNF: 'yyyy-mm-dd', ...options });
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, 'Användning');
  change(sheet, book);
  XLSX.writeFile(book, path.join(out, name), options);
}

// Days as texts, since this tool's own are some seconds off in zones with an odd past.
const TEXTS = TWO.map((row) => [...row.slice(0, 3), '2026-11-16', '2026-11-22', ...row.slice(5)]);
sheetjs('sheetjs-plain.xlsx', TEXTS);
sheetjs('sheetjs-dates.xlsx', TWO);
sheetjs('sheetjs-cell-dates.xlsx', TWO, () => {}, { cellDates: true });
sheetjs('sheetjs-formulas.xlsx', TEXTS, (sheet) => {
  sheet.F2 = { t: 'n', f: '25+5' };
  sheet.G3 = { t: 'n', f: '30+1', v: 31 };
});
sheetjs('sheetjs-hidden.xlsx', TEXTS, (sheet, book) => {
  const old = XLSX.utils.aoa_to_sheet([HEAD, [99000101, 'Lärlogg', 'Personal', '2025-11-17', '2025-11-23', 3, 44]]);
  book.SheetNames.unshift('Förra året');
  book.Sheets['Förra året'] = old;
  book.Workbook = { Sheets: [{ Hidden: 1 }, { Hidden: 0 }] };
});
sheetjs(
  'sheetjs-merged.xlsx',
  [TEXTS[0], [null, 'Veckobrev', ...TEXTS[0].slice(2, 5), 20, 44], TEXTS[1]],
  (sheet) => {
    sheet['!merges'] = [XLSX.utils.decode_range('A2:A3')];
  },
);
sheetjs(
  'sheetjs-1904.xlsx',
  TWO.map((row) => [...row.slice(0, 3), 44880, 44886, ...row.slice(5)]),
  (sheet, book) => {
    for (const cell of ['D2', 'E2', 'D3', 'E3']) sheet[cell].z = 'yyyy-mm-dd';
    book.Workbook = { WBProps: { date1904: true } };
  },
);
sheetjs('sheetjs.xls', TEXTS, () => {}, { bookType: 'biff8' });
sheetjs('sheetjs.xlsb', TEXTS, () => {}, { bookType: 'xlsb' });
sheetjs('sheetjs.ods', TEXTS, () => {}, { bookType: 'ods' });
sheetjs('sheetjs.fods', TEXTS, () => {}, { bookType: 'fods' });
sheetjs('sheetjs-xml.xls', TEXTS, () => {}, { bookType: 'xlml' });
sheetjs('sheetjs-html.xls', TEXTS, () => {}, { bookType: 'html' });
sheetjs('sheetjs.slk', TEXTS, () => {}, { bookType: 'sylk' });
sheetjs('sheetjs.dif', TEXTS, () => {}, { bookType: 'dif' });
sheetjs('sheetjs-unicode.txt', TEXTS, () => {}, { bookType: 'txt' });
sheetjs('sheetjs.csv', TEXTS, () => {}, { bookType: 'csv' });
sheetjs('sheetjs-no-strings.xlsx', TEXTS, () => {}, { bookSST: false });
sheetjs('sheetjs-strings.xlsx', TEXTS, () => {}, { bookSST: true });
