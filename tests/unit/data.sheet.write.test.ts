import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { writeXlsx } from '#lib/data/sheet/write.ts';
import type { XlsxTable } from '#lib/data/sheet/write.ts';
import { read, refusal } from './data.sheet.support.ts';

type Value = string | number | boolean | null;
const table = (
  columns: Readonly<Record<string, readonly Value[]>>,
  kind: XlsxTable['kinds'][number] = 'text',
): XlsxTable => {
  const names = Object.keys(columns);
  return {
    names,
    kinds: names.map(() => kind),
    rows: columns[names[0]!]!.length,
    cell: (row, column) => columns[names[column]!]![row]!,
  };
};
const back = async (made: XlsxTable, spreadsheetSafe = true) =>
  read(await writeXlsx(made, { spreadsheetSafe }), { skip: 0, header: 1, footer: 0 });

const texts = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  '＝1',
  '00123',
  '12345678901234567890',
  'a\nb',
  'a\r\nb\rc',
  '😀 é 日本',
  '_x000D_',
  '_x005F_x000D_',
  '_x00zz_ _X000D_',
  '\0\u0001\u001f\u007f\u0085\u2028\ufeff\ufffe\uffff',
  ' pad ',
  '   ',
  '<a>&amp;"\'</a>',
  ']]>',
  'true',
  '1e5',
  '#N/A',
  '2024-02-29',
  '__proto__',
  'x'.repeat(32_767),
];

describe('what is written comes back', () => {
  it.each([true, false])('every text, as the text it is (spreadsheetSafe %s)', async (safe) => {
    const { rows } = await back(table({ t: texts }), safe);
    expect(rows.map((row) => row[0])).toEqual(texts);
  });

  it('headers, whatever they hold', async () => {
    const names = ['=1+1', '__proto__', '_x0041_', 'a\nb', ' ', '<b>', '1'];
    const made = {
      ...table({ a: [1] }),
      names,
      kinds: names.map(() => 'number' as const),
      cell: () => 1,
    };
    expect((await back(made)).headers).toEqual(names);
  });

  it('numbers to the last bit, booleans, nothing', async () => {
    const numbers = [
      0.1, -0, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 123456789012345680000, -1,
    ];
    const { rows } = await back(table({ n: numbers }, 'number'));
    expect(rows.map((r) => Number(r[0]))).toEqual(numbers);
    const others = await back(table({ a: [true, false, null, NaN], b: [1, 1, 1, 1] }, 'boolean'));
    expect(others.rows.map((r) => r[0])).toEqual(['true', 'false', null, null]);
    const exact = await back(table({ id: ['9007199254740993', '00012'] }, 'number'));
    expect(exact.rows.map((r) => r[0])).toEqual(['9007199254740993', '00012']);
  });

  it('dates and date-times, as dates where a spreadsheet can hold them', async () => {
    const days = ['2024-02-29', '1900-03-01', '9999-12-31', '1900-02-28', '1582-10-15', 'no date'];
    expect((await back(table({ d: days }, 'date'))).rows.map((r) => r[0])).toEqual(days);
    const times = [
      '2024-02-29 12:34:56',
      '2024-02-29 00:00:00',
      '2024-02-29 12:34:56.789000',
      '2024-02-29 12:34:56.123456',
      '1816-03-30 05:06:08',
      '2024-02-29 24:00:00',
    ];
    expect((await back(table({ d: times }, 'datetime'))).rows.map((r) => r[0])).toEqual(times);
    const bytes = await writeXlsx(table({ d: [...days] }, 'date'), { spreadsheetSafe: true });
    const read = await readXlsx(bytes, { readStyles: true });
    expect(read.sheets[0]!.rows.map((r) => r[0] instanceof Date)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('every millisecond of some days', async () => {
    const times = Array.from({ length: 5000 }, (_, k) => {
      const ms = (k * 17_281_003) % 86_400_000;
      const iso = new Date(Date.UTC(1990, 0, 1 + k) + ms).toISOString();
      const fraction = iso.slice(20, 23);
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '000' ? '' : `.${fraction}000`}`;
    });
    const { rows } = await back(table({ d: times }, 'datetime'));
    expect(rows.filter((row, k) => row[0] !== times[k])).toEqual([]);
  });
});

describe('in the file', () => {
  const sheetXml = async (made: XlsxTable, spreadsheetSafe: boolean): Promise<string> => {
    const zip = await JSZip.loadAsync(await writeXlsx(made, { spreadsheetSafe }), {
      checkCRC32: true,
    });
    return zip.file('xl/worksheets/sheet1.xml')!.async('string');
  };

  it('no text is a formula; when asked, those like one carry the apostrophe’s mark and no other text does', async () => {
    const made = table({ '=h': ['=1+1', 'plain', -5] });
    const safe = await sheetXml(made, true);
    expect(safe).not.toContain('<f');
    expect(safe).toContain('<c r="A1" s="5" t="inlineStr">');
    expect(safe).toContain('<c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve">=1+1</t>');
    expect(safe).toContain('<c r="A3" t="inlineStr">');
    expect(safe).toContain('<c r="A4"><v>-5</v></c>');
    expect(await sheetXml(made, false)).toContain('<c r="A2" t="inlineStr">');
  });

  it('the same table gives the same bytes', async () => {
    const made = table({ a: texts });
    const once = await writeXlsx(made, { spreadsheetSafe: true });
    expect(await writeXlsx(made, { spreadsheetSafe: true })).toEqual(once);
  });

  it('hucre reads the cells that were written', async () => {
    const bytes = await writeXlsx(table({ t: ['=1+1', '00123', 'a\r\nb'], u: ['x', 'y', 'z'] }), {
      spreadsheetSafe: true,
    });
    expect((await readXlsx(bytes)).sheets[0]!.rows).toEqual([
      ['t', 'u'],
      ['=1+1', 'x'],
      ['00123', 'y'],
      ['a\r\nb', 'z'],
    ]);
  });

  const python = '.venv/bin/python';
  const pandas = existsSync(python) && hasOpenpyxl(python);
  it.skipIf(!pandas)('pandas reads the cells that were written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
    try {
      const path = join(folder, 'a.xlsx');
      const made = table(
        { a: ['=1+1', '00123', 'a\nb', 'é 😀'], b: [0.1, true, null, '2024-02-29'] },
        'date',
      );
      writeFileSync(path, await writeXlsx(made, { spreadsheetSafe: true }));
      const code = `import pandas as pd, json; d = pd.read_excel(${JSON.stringify(path)}, dtype=object); print(json.dumps([[None if v != v else str(v) for v in d[c]] for c in d]))`;
      expect(JSON.parse(execFileSync(python, ['-c', code], { encoding: 'utf8' }))).toEqual([
        ['=1+1', '00123', 'a\nb', 'é 😀'],
        ['0.1', 'True', null, '2024-02-29 00:00:00'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what a sheet cannot hold is refused with the limit', () => {
  const refusedOf = (made: XlsxTable) => refusal(writeXlsx(made, { spreadsheetSafe: true }));

  it('rows, columns, characters', async () => {
    const one = table({ a: ['x'] });
    expect(await refusedOf({ ...one, rows: 1_048_576 })).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('1,048,575'),
    });
    const names = Array.from({ length: 16_385 }, (_, k) => `c${k}`);
    expect(await refusedOf({ ...one, names })).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('16,384'),
    });
    expect(await refusedOf(table({ a: ['ok', 'x'.repeat(32_768)] }))).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('32,767'),
      where: { row: 3, column: 'a' },
    });
  });
});

function hasOpenpyxl(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import pandas, openpyxl'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
