import { describe, expect, it } from 'vitest';
import { merge, read, sheetOf } from './data.sheet.support.ts';

type Row = (string | number | null)[];
const made = async (rows: Row[], parts = {}) => read(await sheetOf(rows, parts));

describe('merged cells', () => {
  const rows: Row[] = [
    ['region', 'year', 'n'],
    ['North', 2023, 1],
    [null, 2024, 2],
    [null, 2025, 3],
    ['South', 'both', null],
  ];
  const merged = merge('A2:A4', 'B5:C5');

  it('each empty cell of a range gets its value, and the ranges are told', async () => {
    const { rows: got, guess, repair } = await read(await sheetOf(rows, merged));
    expect(got).toEqual([
      ['North', '2023', '1'],
      ['North', '2024', '2'],
      ['North', '2025', '3'],
      ['South', 'both', 'both'],
    ]);
    expect(guess('merged')).toMatchObject({ value: 'fill' });
    expect(repair('merged-cells')).toMatchObject({
      count: 2,
      message: expect.stringMatching(/^2 merged ranges: A2:A4, B5:C5;/),
      columns: ['region', 'year', 'n'],
    });
  });

  it('or only its first, when that was said', async () => {
    const { rows: got } = await read(await sheetOf(rows, merged), { merged: 'first' });
    expect(got.map((r) => r[0])).toEqual(['North', null, null, 'South']);
  });

  it('a blank row in a range stays blank, and is counted as one', async () => {
    const { rows: got, repair } = await made([['a', 'b'], ['x', 1], [], [null, 2]], merge('A2:A4'));
    expect(got).toEqual([
      ['x', '1'],
      ['x', '2'],
    ]);
    expect(repair('blank-rows')?.count).toBe(1);
  });

  it('a value under a range is not overwritten', async () => {
    const { rows: got } = await made(
      [
        ['a', 'b'],
        ['x', 1],
        ['kept', 2],
      ],
      merge('A2:A3'),
    );
    expect(got).toEqual([
      ['x', '1'],
      ['kept', '2'],
    ]);
  });
});
