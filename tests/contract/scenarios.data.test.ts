import { existsSync, readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { convertTable } from '#lib/data/write/convert.ts';
import { newRecipe } from '#lib/recipe/newRecipe.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Opened } from '#lib/data/formats/open.ts';
import { registry } from '#lib/workers/registry.ts';
import { cells, formatOf, open, sql, withEngine } from '../hostile/csv.support.ts';

/** Scenarios S13 to S16 and S18 of the product's brief, from the file's bytes to the exported code. */

withEngine();

const column = ({ source }: Opened, name: string) => source.columns.find((c) => c.name === name)!;

async function range({ source }: Opened, name: string): Promise<readonly string[]> {
  const { from } = baseRelation(source);
  const id = `c${source.columns.findIndex((c) => c.name === name)}`;
  const answer = await sql.query(
    `SELECT CAST(min(${id}) AS VARCHAR) AS low, CAST(max(${id}) AS VARCHAR) AS high, count(${id})::DOUBLE AS n FROM ${from}`,
  );
  const row = answer.get(0)!;
  return [String(row['low']), String(row['high']), String(row['n'])];
}

async function code({ source }: Opened): Promise<string> {
  const profile = await profileTable(sql, baseRelation(source), source);
  return script(newRecipe('scenario', source, undefined), registry, { profile }).code;
}

const taxis = new URL('../../../shared/data/tables/nyc_taxis.csv', import.meta.url);
/** `day first` where the real table is not at hand: every day of March 2019, and the last one of February. */
const trips = (): string => {
  if (existsSync(taxis)) return readFileSync(taxis, 'utf8');
  const days = ['2019-02-28', ...Array.from({ length: 31 }, (_, k) => `2019-03-${k + 1}`)];
  const rows = days.flatMap((day) =>
    [1, 2, 3].map((k) => `${day.replace(/-(\d)$/, '-0$1')} 0${k}:00:0${k},${k}.5`),
  );
  return `pickup,fare\n${rows.join('\n')}\n`;
};

describe('S13: dates written day first, of which a part could be read both ways', () => {
  it('are read in the one order that the column proves, and the exported code says it', async () => {
    const [head, ...lines] = trips().trimEnd().split('\n');
    const at = head!.split(',').indexOf('pickup');
    expect(at).toBe(0);
    const turned = lines.map((l) => l.replace(/^(\d{4})-(\d\d)-(\d\d)/, '$3/$2/$1'));
    // The 3rd of March is the same day either way.
    const both = turned.filter(
      (l) => Number(l.slice(0, 2)) <= 12 && l.slice(0, 2) !== l.slice(3, 5),
    ).length;
    const opened = await open(`${[head, ...turned].join('\n')}\n`);
    const { parse, type } = column(opened, 'pickup');
    expect([type, parse]).toEqual(['datetime', { as: 'date', formats: ['%d/%m/%Y %H:%M:%S'] }]);
    const found = opened.inferred!.find((_, j) => opened.source.columns[j]!.name === 'pickup')!;
    expect(found.dates).toMatchObject({ ambiguous: both, decision: 'settled' });
    const [low, high, n] = await range(opened, 'pickup');
    expect([low!.slice(0, 10), high!.slice(0, 10), n]).toEqual([
      '2019-02-28',
      '2019-03-31',
      String(lines.length),
    ]);
    expect(await code(opened)).toContain('%d/%m/%Y %H:%M:%S');
  });
});

describe('S14: dates of many kinds in a column', () => {
  it('are listed with their counts, asked once, and what is none is told, not changed', async () => {
    const texts = ['2008-01-01', '17.03.2019', 'Oct 4th, 2021', '39448', '43466', '十月 4, 2021'];
    const opened = await open(`d,n\n${texts.map((t, k) => `"${t}",${k}`).join('\n')}\nsoon,9\n`);
    const { dates } = opened.inferred![0]!;
    expect([dates!.decision, dates!.rejects]).toEqual(['ask', ['soon']]);
    expect(dates!.formats.reduce((sum, f) => sum + f.count, 0)).toBe(texts.length);
    expect((await cells(opened)).map(([d]) => d)).toEqual([...texts, 'soon']);
  });

  it('a serial number of a workbook is the day that 1900 counts, or 4 years and a day later', async () => {
    const opened = await open(`date,n\n39448,1\n2008-01-01,2\n2009-05-06,3\n`);
    const said = opened.inferred![0]!;
    const ways = [said, ...(said.alternatives ?? [])].flatMap((w) =>
      w.parse.as === 'date' ? w.parse.formats : [],
    );
    expect(ways).toContain('@excel1900');
    expect(ways).toContain('@excel1904');
    const ids = said.parse.as === 'date' ? said.parse.formats : [];
    if (!ids.includes('@excel1900')) throw new Error('the first reading is another');
    expect((await range(opened, 'date')).slice(0, 2)).toEqual(['2008-01-01', '2009-05-06']);
  });
});

describe('S15: a European file', () => {
  it('has numbers by its own marks, and the exported code reads them with these', async () => {
    const opened = await open('Temp;Preis;x\n28,7;1.234,56;1\n-3,25;987,10;2\n0,5;12.000,00;3\n');
    expect(formatOf(opened).delimiter).toBe(';');
    expect(opened.source.columns.map((c) => c.type)).toEqual(['number', 'number', 'integer']);
    expect((await range(opened, 'Preis')).slice(0, 2)).toEqual(['987.1', '12000.0']);
    const exported = await code(opened);
    expect(exported).toContain('sep=";"');
    expect(exported).toContain('[\\\\.][0-9]{3}');
    const plain = await open('Temp;Ort\n28,7;Ulm\n-3,25;Hof\n0,5;Trier\n');
    expect(await code(plain)).toContain('decimal=","');
  });
});

describe('S16: encodings', () => {
  const text = 'name;price\nZoë;5 €\nGroße Straße;7 €\nÅbo;9 €\n';
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(';'));
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  const western = Buffer.from(text.replaceAll('€', '\x80'), 'latin1');
  it.each([
    ['UTF-16 with its mark', utf16, 'utf-16'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), 'utf-8-sig'],
    ['Windows-1252', western, 'cp1252'],
  ])('%s is read right, told, and written back cell for cell', async (_, bytes, encoding) => {
    const opened = await open(bytes);
    expect(formatOf(opened).encoding).toBe(encoding);
    expect(opened.guesses.find((g) => g.what === 'encoding')?.evidence).toBeTruthy();
    expect(await cells(opened)).toEqual(rows);
    const { bytes: parts } = await convertTable(sql, opened.source, 'csv', { raw: true });
    const written: Uint8Array[] = [];
    for await (const part of parts) written.push(part.slice());
    const again = await open(Buffer.concat(written));
    expect(await cells(again)).toEqual(rows);
    expect(Buffer.concat(written).toString()).not.toContain('\ufffd');
  });
});

describe('S18: a type that changes late', () => {
  it('is the type of the whole column, and every row is there', async () => {
    const opened = await open(`v,w\n${'10.5,1\n'.repeat(20_000)}${'11.0.1,2\n'.repeat(300)}`);
    expect([opened.rows, opened.source.rejectedRows.length]).toEqual([20_300, 0]);
    expect(['text', 'category']).toContain(column(opened, 'v').type);
    const [, , n] = await range(opened, 'v');
    expect(n).toBe('20300');
  });
});

describe('codes and long ids', () => {
  it('keep their zeros and all their digits, in the table and in what is written', async () => {
    const ids = ['00123', '00007', '98765'];
    const long = ['9007199254740993', '9223372036854775807', '12345678901234567890'];
    const opened = await open(`zip,account\n${ids.map((z, k) => `${z},${long[k]}`).join('\n')}\n`);
    expect(opened.source.columns.every((c) => c.type !== 'number' && c.type !== 'integer')).toBe(
      true,
    );
    expect(await cells(opened)).toEqual(ids.map((z, k) => [z, long[k]]));
    const { bytes } = await convertTable(sql, opened.source, 'csv', {});
    let csv = '';
    for await (const part of bytes) csv += Buffer.from(part).toString();
    for (const text of [...ids, ...long]) expect(csv).toContain(text);
  });
});
