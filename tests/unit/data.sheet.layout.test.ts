import { describe, expect, it } from 'vitest';
import { book, grid, merge, read, sheetOf } from './data.sheet.support.ts';

type Row = (string | number | null)[];
const body: Row[] = [
  ['North', 1, 2.5],
  ['South', 3, 4.5],
  ['West', 5, 6.5],
];
const layout = async (rows: Row[], parts = {}) => {
  const found = await read(await sheetOf(rows, parts));
  const { format } = found.reading;
  if (format.kind !== 'sheet') throw new Error(format.kind);
  const { skip, header, footer } = format;
  return { ...found, at: [skip, header, footer] };
};

describe('where the table begins', () => {
  it('a plain table begins at row 1', async () => {
    const { at, headers, guess } = await layout([['region', 'n', 'x'], ...body]);
    expect([at, headers]).toEqual([
      [0, 1, 0],
      ['region', 'n', 'x'],
    ]);
    expect(guess('header')!.evidence).toContain('text where 2 columns below hold numbers');
  });

  it('a title and notes above are passed over, with the blank rows', async () => {
    const { at, headers, guess } = await layout([
      ['Sales report'],
      ['made 2024'],
      [],
      ['region', 'n', 'x'],
      ...body,
    ]);
    expect([at, headers]).toEqual([
      [3, 1, 0],
      ['region', 'n', 'x'],
    ]);
    expect(guess('skip')!.evidence).toBe(
      'row 4 is the first with 3 cells filled; above it no row has more than 1',
    );
  });

  it('pairs of a name and a value above a wide table are no table', async () => {
    const { at } = await layout([
      ['Customer', 'ACME'],
      ['Date', 'May'],
      [],
      ['a', 'b', 'c', 'd'],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(at).toEqual([3, 1, 0]);
  });

  it('a first table is not passed over for a second, longer one', async () => {
    const second = Array.from({ length: 9 }, (_, k): Row => [k, k, k]);
    const { at, headers } = await layout([
      ['a', 'b', 'c'],
      [1, 2, 3],
      [4, 5, 6],
      [],
      ['d', 'e', 'f'],
      ...second,
    ]);
    expect([at.slice(0, 2), headers]).toEqual([
      [0, 1],
      ['a', 'b', 'c'],
    ]);
  });

  it('a table without a header has none', async () => {
    const { at, headers, rows } = await layout([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 10],
    ]);
    expect([at, headers, rows.length]).toEqual([[0, 0, 0], ['', '', ''], 3]);
  });

  it('the first column may have no name, as pandas writes its index', async () => {
    expect(
      (
        await layout([
          [null, 'x'],
          [0, 1.5],
          [1, 2.5],
        ])
      ).headers,
    ).toEqual(['', 'x']);
    expect(
      (
        await layout([
          [null, 'x', 'y'],
          [0, 1.5, 3],
          [1, 2.5, 4],
        ])
      ).headers,
    ).toEqual(['', 'x', 'y']);
  });

  it('years as names are a header', async () => {
    const { at, headers } = await layout([
      ['country', 2020, 2021, 2022],
      ['A', 1, 2, 3],
      ['B', 4, 5, 6],
    ]);
    expect([at, headers]).toEqual([
      [0, 1, 0],
      ['country', '2020', '2021', '2022'],
    ]);
  });

  it('texts over texts are a header when they do not come again', async () => {
    expect(
      (
        await layout([
          ['name', 'city'],
          ['Ann', 'Rome'],
          ['Bob', 'Oslo'],
        ])
      ).at,
    ).toEqual([0, 1, 0]);
    expect(
      (
        await layout([
          ['Ann', 'Rome'],
          ['Bob', 'Oslo'],
          ['Ann', 'Rome'],
        ])
      ).at,
    ).toEqual([0, 0, 0]);
  });

  it('a lone column of numbers under a name', async () => {
    const { at, rows } = await layout([['n'], [1], [2], [3]]);
    expect([at, rows]).toEqual([
      [0, 1, 0],
      [['1'], ['2'], ['3']],
    ]);
  });
});

describe('headers of several rows', () => {
  it('merged group titles stand over each of their columns', async () => {
    const rows: Row[] = [
      ['Region', '2023', null, '2024', null],
      [null, 'Q1', 'Q2', 'Q1', 'Q2'],
      ['North', 1, 2, 3, 4],
      ['South', 5, 6, 7, 8],
    ];
    const { at, headers } = await layout(rows, merge('A1:A2', 'B1:C1', 'D1:E1'));
    expect([at, headers]).toEqual([
      [0, 2, 0],
      ['Region', '2023 Q1', '2023 Q2', '2024 Q1', '2024 Q2'],
    ]);
  });

  it('three rows: groups of groups, under a title that is merged over all', async () => {
    const rows: Row[] = [
      ['All about sales', null, null, null],
      ['Europe', null, 'Asia', null],
      ['2023', '2024', '2023', '2024'],
      ['n', 'n', 'n', 'n'],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    const { at, headers } = await layout(rows, merge('A1:D1', 'A2:B2', 'C2:D2'));
    expect([at, headers]).toEqual([
      [1, 3, 0],
      ['Europe 2023 n', 'Europe 2024 n', 'Asia 2023 n', 'Asia 2024 n'],
    ]);
  });

  it('a row of units belongs to the header, a row of missing markers does not', async () => {
    const units: Row[] = [
      ['who', 'weight', 'height'],
      ['', 'kg', 'cm'],
      ['Ann', 60, 170],
      ['Bob', 80, 180],
    ];
    expect((await layout(units)).headers).toEqual(['who', 'weight kg', 'height cm']);
    const missing: Row[] = [
      ['who', 'weight', 'height'],
      ['Cid', 'NA', 'n/a'],
      ['Ann', 60, 170],
      ['Bob', 80, 180],
    ];
    expect((await layout(missing)).at).toEqual([0, 1, 0]);
  });

  it('a number of header rows that was said is kept', async () => {
    const rows: Row[] = [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      [1, 2],
      [3, 4],
    ];
    const found = await read(await sheetOf(rows), { skip: 0, header: 3 });
    expect(found.headers).toEqual(['a c e', 'b d f']);
    expect(found.rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });
});

describe('where it ends', () => {
  it('totals, sources and notes after a blank row are left out', async () => {
    const { at, rows, guess } = await layout([
      ['region', 'n', 'x'],
      ...body,
      [],
      ['Total', 9, 13.5],
      ['Source: me'],
      ['* provisional'],
    ]);
    expect([at, rows]).toEqual([[0, 1, 4], body.map((r) => r.map(String))]);
    expect(guess('footer')!.evidence).toContain('row 6');
  });

  it('so are a total and a source right below', async () => {
    const { at } = await layout([
      ['region', 'n', 'x'],
      ...body,
      ['Total', 9, 13.5],
      ['Source: me'],
    ]);
    expect(at).toEqual([0, 1, 2]);
  });

  it('a second table after a blank row stays', async () => {
    const { at, rows } = await layout([
      ['region', 'n', 'x'],
      ...body,
      [],
      ['a', 'b', 'c'],
      ['East', 1, 2],
    ]);
    expect([at, rows.length]).toEqual([[0, 1, 0], 5]);
  });

  it('a category that is called Total stays', async () => {
    const { at } = await layout([
      ['part', 'n'],
      ['Total', 3],
      ['Half', 1],
      ['Total', 4],
    ]);
    expect(at).toEqual([0, 1, 0]);
  });

  it('what was said goes, also none', async () => {
    const bytes = await sheetOf([['region', 'n', 'x'], ...body, [], ['Source: me']]);
    const { rows, repair } = await read(bytes, { footer: 0 });
    expect(rows.at(-1)).toEqual(['Source: me', null, null]);
    expect(repair('blank-rows')).toMatchObject({ count: 1, rows: [5] });
  });

  it('notes wider than the table do not make it wider', async () => {
    const { headers } = await layout([
      ['a', 'b'],
      [1, 2],
      [3, 4],
      [],
      [null, null, null, 'Source: far right'],
    ]);
    expect(headers).toEqual(['a', 'b']);
  });
});

it('a sheet of a header alone has no rows and is no error', async () => {
  const { headers, rows } = await read(await sheetOf([['a', 'b', 'c']]));
  expect([headers, rows]).toEqual([['a', 'b', 'c'], []]);
});

it('columns without a name but with values are there', async () => {
  const bytes = await book({
    sheets: [
      {
        name: 'S',
        rows: grid([
          ['a', null, 'c'],
          [1, 2, 3],
          [4, 5, 6],
        ]),
      },
    ],
  });
  expect((await read(bytes)).headers).toEqual(['a', '', 'c']);
});
