import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { at, file, json, read, tabwise } from './cli.support.ts';

const european = [
  'Stadt;Preis;Anteil;Tag',
  'Ulm;1.234,50;12 %;05.03.2020',
  'Hof;28,70;7 %;17.03.2020',
  'Trier;9.876,00;3 %;18.03.2020',
  'zu;viele;Zellen;in;dieser Zeile',
  '',
].join('\n');

interface Report {
  readonly source: { readonly format: Record<string, unknown>; readonly rejectedRows: number[] };
  readonly rows: number;
  readonly guesses: readonly { readonly what: string; readonly evidence: string }[];
  readonly rejects: readonly { readonly row: number; readonly raw: string }[];
  readonly ledger: {
    readonly columns: readonly { readonly name: string; readonly changed: number }[];
  };
}

it('writes the table as it was understood, and reports every decision, repair and change', async () => {
  const report = await json<Report>(
    'convert',
    file('europa.csv', european),
    ...['--to', 'ndjson', '--out', at('europa.ndjson'), '--report'],
  );
  const rows = read('europa.ndjson').trim().split('\n');
  expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual([
    { Stadt: 'Ulm', Preis: 1234.5, Anteil: 0.12, Tag: '2020-03-05' },
    { Stadt: 'Hof', Preis: 28.7, Anteil: 0.07, Tag: '2020-03-17' },
    { Stadt: 'Trier', Preis: 9876, Anteil: 0.03, Tag: '2020-03-18' },
  ]);
  expect(report.rows).toBe(3);
  expect(report.source.format).toMatchObject({ delimiter: ';', encoding: 'utf-8', header: 1 });
  expect(report.rejects).toMatchObject([{ row: 5, raw: 'zu;viele;Zellen;in;dieser Zeile' }]);
  const changed = new Map(report.ledger.columns.map((c) => [c.name, c.changed]));
  expect(changed).toEqual(
    new Map([
      ['Stadt', 0],
      ['Preis', 3],
      ['Anteil', 3],
      ['Tag', 3],
    ]),
  );
  for (const { evidence } of report.guesses) expect(evidence).not.toBe('');
});

it('gives the very texts back with --raw', async () => {
  const path = file('codes.csv', 'code,n,x\n00123,9007199254740993,1.50\n007,12,NA\n');
  const { code } = await tabwise('convert', path, '--to', 'csv', '--raw', '--out', at('same.csv'));
  expect(code).toBe(0);
  expect(read('same.csv')).toBe(readFileSync(path, 'utf8'));
});

it('leads formulas with an apostrophe where asked, counts them, and leaves numbers alone', async () => {
  const path = file('formulas.csv', 'a,b\n=1+1,-5\n@SUM(A1),3\nplain,-2\n');
  const { err } = await tabwise(
    ...['convert', path, '--to', 'csv', '--spreadsheet-safe', '--out', at('safe.csv')],
  );
  expect(read('safe.csv')).toBe("a,b\n'=1+1,-5\n'@SUM(A1),3\nplain,-2\n");
  expect(err).toContain('2 cells');
});

it('takes what is said about the file and guesses it no more', async () => {
  const path = file('odd.txt', 'made by hand\na|b\n1|2\n3|4\ntotal|6\n');
  const report = await json<Report>(
    ...['convert', path, '--to', 'json', '--out', at('odd.json'), '--report'],
    ...['--delimiter', '|', '--skip', '1', '--header', '1', '--footer', '1'],
  );
  expect(JSON.parse(read('odd.json'))).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ]);
  const said = new Set(['delimiter', 'skip', 'header', 'footer']);
  expect(report.guesses.filter((g) => said.has(g.what))).toEqual([]);
});

it('takes one row in so many where asked', async () => {
  const rows = Array.from({ length: 10 }, (_, i) => String(i));
  const path = file('ten.csv', ['n', ...rows, ''].join('\n'));
  await tabwise('convert', path, '--to', 'csv', '--sample-every', '4', '--out', at('three.csv'));
  expect(read('three.csv')).toBe('n\n0\n4\n8\n');
});

it('refuses what it cannot do, with the exit code of a wrong call or file, and leaves no half file', async () => {
  const path = file('two.csv', 'a\n1\n');
  expect((await tabwise('convert', path)).code).toBe(2);
  expect((await tabwise('convert', path, '--to', 'docx')).code).toBe(2);
  const mixed = await tabwise(
    'convert',
    path,
    '--to',
    'csv',
    '--sheet',
    'S',
    '--encoding',
    'utf-8',
  );
  expect(mixed.code).toBe(2);
  const bad = file('bad.json', '[{"a":1},{"a":}]');
  const out = at('never.csv');
  expect((await tabwise('convert', bad, '--to', 'csv', '--out', out)).code).toBe(3);
  expect(existsSync(out)).toBe(false);
  expect(existsSync(`${out}.part`)).toBe(false);
});
