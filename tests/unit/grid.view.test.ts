import { describe, expect, it } from 'vitest';
import { NameFinder } from '#lib/features/data/grid/fuzzy.ts';
import { filterText, testChoices, withFilter } from '#lib/features/data/grid/filterWords.ts';
import { chosenOrder, pressedOrder } from '#lib/features/data/grid/orders.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import { pagesFor, RowPages } from '#lib/state/rowPages.ts';

describe('order by pressing heads', () => {
  it('goes round: ascending, descending, none', () => {
    const one = pressedOrder([], 'a', false);
    expect(one).toEqual([{ column: 'a', descending: false }]);
    const two = pressedOrder(one, 'a', false);
    expect(two).toEqual([{ column: 'a', descending: true }]);
    expect(pressedOrder(two, 'a', false)).toEqual([]);
  });

  it('with Shift adds, turns round and takes away one of several', () => {
    const a = pressedOrder([], 'a', true);
    const both = pressedOrder(a, 'b', true);
    expect(both.map((o) => o.column)).toEqual(['a', 'b']);
    const turned = pressedOrder(both, 'a', true);
    expect(turned).toEqual([
      { column: 'a', descending: true },
      { column: 'b', descending: false },
    ]);
    expect(pressedOrder(turned, 'a', true)).toEqual([{ column: 'b', descending: false }]);
    expect(pressedOrder(turned, 'b', false)).toEqual([{ column: 'b', descending: false }]);
    expect(chosenOrder(turned, { column: 'b', descending: true }, true)[1]!.descending).toBe(true);
  });
});

describe('filters in words', () => {
  const column = (over: Partial<ColumnProfile>): ColumnProfile => ({
    name: 'x',
    type: 'number',
    role: 'feature',
    missing: 0,
    distinct: 3,
    misfits: 0,
    misfitSamples: [],
    numberShare: 1,
    top: [{ value: '1', count: 2 }],
    ...over,
  });

  it('say what they ask, texts from the file made visible and cut', () => {
    const text = (filter: Parameters<typeof filterText>[0], type: ColumnProfile['type'] = 'text') =>
      filterText(filter, type);
    expect(text({ column: 'age', test: 'between', from: '20', to: '30' }, 'number')).toBe(
      'age is between 20 and 30',
    );
    expect(text({ column: 'day', test: 'greater', text: '2024' }, 'date')).toBe(
      'day is after 2024',
    );
    expect(text({ column: 'a\u202Eb', test: 'equals', text: '' })).toBe('a⟨RLO⟩b is empty text');
    expect(text({ column: 'c', test: 'oneOf', texts: ['1', '2', '3', '4', '5'] })).toBe(
      'c is one of 1, 2 and 3 more',
    );
    expect(text({ column: 'c', test: 'contains', text: 'y'.repeat(500) }).length).toBeLessThan(60);
  });

  it('grey what no cell answers, with the reason', () => {
    const of = (over: Partial<ColumnProfile>, test: string) =>
      testChoices(column(over)).find((c) => c.value === test);
    expect(of({}, 'missing')).toMatchObject({ disabled: true, reason: 'No cell is missing' });
    expect(of({ missing: 7 }, 'missing')).toMatchObject({ count: 7 });
    expect(of({ type: 'text' }, 'between')).toBeUndefined();
    expect(testChoices(column({ type: 'category' }))[0]!.value).toBe('oneOf');
    expect(testChoices(column({ type: 'text', top: [{ value: 'a', count: 1 }] }))[0]!.value).toBe(
      'contains',
    );
  });

  it('take the place of one that asks the same of the same column', () => {
    const first = { column: 'a', test: 'greater', text: '1' } as const;
    const filters = withFilter([first], { column: 'b', test: 'missing' });
    const changed = withFilter(filters, { column: 'a', test: 'greater', text: '2' });
    expect(changed).toEqual([
      { column: 'a', test: 'greater', text: '2' },
      { column: 'b', test: 'missing' },
    ]);
    expect(withFilter(changed, { column: 'a', test: 'less', text: '9' })).toHaveLength(3);
  });
});

describe('columns by name', () => {
  const names = ['passenger_id', 'Age', 'pageViews', 'fareBand', 'age_band', 'Sibling Spouses'];
  const found = (query: string): string[] =>
    new NameFinder(names).find(query).map((i) => names[i]!);

  it('come in their order without a query, the best first with one', () => {
    expect(found('')).toEqual(names);
    expect(found('age')[0]).toBe('Age');
    expect(found('age')).toEqual(['Age', 'age_band', 'pageViews', 'passenger_id']);
    expect(found('fb')).toEqual(['fareBand']);
    expect(found('sisp')).toEqual(['Sibling Spouses']);
    expect(found('band')).toEqual(['fareBand', 'age_band']);
    expect(found('zzz')).toEqual([]);
  });

  it('are found among 20,000 letter by letter, each time among those that answered before', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `gene_${i}_${i % 3 ? 'Level' : 'Count'}`);
    const finder = new NameFinder(many);
    const written = ['', 'g', 'g1', 'g19', 'g199', 'g1999', 'g19999', 'g19999c', 'g19999 l'];
    let before = many.length;
    for (const query of written) {
      const hits = finder.find(query);
      expect(finder.looked, query).toBe(query.endsWith('l') ? many.length : before);
      expect(hits, query).toEqual(new NameFinder(many).find(query));
      before = hits.length;
    }
    // 19,998 is a multiple of 3, so 19,999 is a level.
    expect(finder.find('g19999').map((i) => many[i])).toEqual(['gene_19999_Level']);
    expect(finder.find('g19999c')).toEqual([]);
    // Fewer letters: all are looked at again.
    expect(many[finder.find('19999_')[0]!]).toBe('gene_19999_Level');
    expect(finder.looked).toBe(20_000);
    expect(finder.find('')).toHaveLength(20_000);
  });
});

describe('pages', () => {
  const page = (rids: readonly number[], width: number) => ({
    rid: Int32Array.from(rids),
    cells: rids.map((r) => Array.from({ length: width }, (_, k) => `${r}.${k}`)),
    misfits: [[0, 1]] as const,
    cut: [[1, 0]] as const,
  });

  it('are asked for by the rows and columns in view, and no others', () => {
    const asks = pagesFor(
      { first: 95, last: 130, columns: [0, 1, 700] },
      { rows: 120, width: 20_000 },
    );
    expect(asks.map((a) => [a.offset, a.columns[0], a.columns.length])).toEqual([
      [0, 0, 64],
      [0, 640, 64],
      [100, 0, 64],
      [100, 640, 64],
    ]);
    expect(new Set(asks.map((a) => a.key)).size).toBe(4);
    expect(pagesFor({ first: 0, last: -1, columns: [0] }, { rows: 0, width: 1 })).toEqual([]);
    const narrow = pagesFor({ first: 0, last: 5, columns: [2] }, { rows: 6, width: 3 });
    expect(narrow[0]!.columns).toEqual([0, 1, 2]);
  });

  it('give the cells that are there, and nothing of those that are not', () => {
    const [ask] = pagesFor({ first: 0, last: 1, columns: [0] }, { rows: 2, width: 2 });
    const pages = new RowPages().with(ask!.key, page([7, 3], 2), new Set());
    expect(pages.cell(1, 1)).toEqual({ text: '3.1', misfit: false, cut: false });
    expect(pages.cell(0, 1)!.misfit).toBe(true);
    expect(pages.cell(1, 0)!.cut).toBe(true);
    expect(pages.cell(2, 0)).toBeUndefined();
    expect(pages.cell(0, 64)).toBeUndefined();
    expect(pages.rid(0, [0])).toBe(7);
    expect(pages.rid(100, [0])).toBeUndefined();
  });

  it('are kept up to a number, and never at the cost of those in view', () => {
    const view = pagesFor({ first: 0, last: 199, columns: [0] }, { rows: 1e6, width: 1 });
    const wanted = new Set(view.map((a) => a.key));
    let pages = new RowPages();
    for (const ask of view) pages = pages.with(ask.key, page([1], 1), wanted);
    for (let p = 2; p < 300; p += 1) {
      const [ask] = pagesFor(
        { first: p * 100, last: p * 100, columns: [0] },
        { rows: 1e6, width: 1 },
      );
      pages = pages.with(ask!.key, page([1], 1), wanted);
    }
    expect(view.every((a) => pages.has(a.key))).toBe(true);
    const kept = Array.from({ length: 300 }, (_, p) => pages.cell(p * 100, 0)).filter(Boolean);
    expect(kept).toHaveLength(80);
  });
});
