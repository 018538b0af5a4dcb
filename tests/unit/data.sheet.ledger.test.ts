import { describe, expect, it } from 'vitest';
import { book, grid, quiet, read, sheetOf } from './data.sheet.support.ts';

describe('the ledger', () => {
  it('counts blank rows, and keeps every other', async () => {
    const bytes = await sheetOf([['a', 'b'], [1, 2], [], [null, null], [3, null], [5, 6]]);
    const { rows, repair } = await read(bytes);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', null],
      ['5', '6'],
    ]);
    expect(repair('blank-rows')).toMatchObject({ count: 2, rows: [3, 4] });
  });

  it('reads hidden rows and columns, and says which', async () => {
    const bytes = await book({
      sheets: [
        {
          name: 'S',
          before: '<cols><col min="2" max="3" hidden="1"/></cols>',
          rows: `${grid([['a', 'b', 'c']])}<row r="2" hidden="true"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>${grid([[4, 5, 6]], 3)}`,
        },
      ],
    });
    const { rows, repair } = await read(bytes);
    expect(rows).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
    expect(repair('hidden-rows')).toMatchObject({ count: 1, rows: [2] });
    expect(repair('hidden-columns')).toMatchObject({ count: 2, columns: ['b', 'c'] });
  });

  it('hands over 25,000 rows in batches, in order, none lost', async () => {
    const bytes = await sheetOf([
      ['n', 't'],
      ...Array.from({ length: 25_000 }, (_, k) => [k, `t${k}`]),
    ]);
    const { rows, batches } = await read(bytes);
    expect(batches).toEqual([10_000, 10_000, 5_000]);
    expect(rows.every(([n, t], k) => n === String(k) && t === `t${k}`)).toBe(true);
  });

  it('goes a second time over a sheet too large to hold, with the same rows', async () => {
    const rows = Array.from(
      { length: 1200 },
      (_, k) => `<row r="${k + 2}"><c><v>${k}</v></c><c r="ALL${k + 2}"><v>${-k}</v></c></row>`,
    );
    const bytes = await book({ sheets: [{ name: 'S', rows: `${grid([['n']])}${rows.join('')}` }] });
    const { rows: got, headers } = await read(bytes, { header: 1, skip: 0, footer: 0 });
    expect([headers.length, got.length]).toEqual([1000, 1200]);
    expect(got.every((row, k) => row[0] === String(k) && Number(row[999]) === -k)).toBe(true);
  });

  it('tells its progress upward to the file’s size, and stops where it is cancelled', async () => {
    const bytes = await sheetOf([['n'], ...Array.from({ length: 50_000 }, (_, k) => [k * 7919])]);
    const told: number[] = [];
    await read(bytes, {}, { ...quiet, onBytes: (n) => told.push(n) });
    expect(told.length).toBeGreaterThan(1);
    expect(told.every((n, k) => k === 0 || n > told[k - 1]!)).toBe(true);
    expect(told.at(-1)).toBe(bytes.length);
    let left = 5;
    const stop = (): void => {
      if ((left -= 1) < 0) throw new RangeError('stop');
    };
    await expect(read(bytes, {}, { ...quiet, checkCancel: stop })).rejects.toThrow('stop');
  });
});
