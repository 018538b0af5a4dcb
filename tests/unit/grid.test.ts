import { describe, expect, it } from 'vitest';
import { moved } from '#lib/ui/grid/keys.ts';
import { pinsOf } from '#lib/ui/grid/pins.ts';
import { drawnOf, rowsAtOnce, rowScroll, rowsInView, rowsNext } from '#lib/ui/grid/scroll.ts';
import { rangesOf, type GridColumn } from '#lib/ui/grid/types.ts';
import { cellLine, plainName, visibleName, visibleText } from '#lib/ui/grid/visible.ts';

const signs = (name: string): string[] =>
  visibleName(name).flatMap((part) => (part.sign ? [part.sign] : []));

describe('names', () => {
  it('of plain words stay as they are, in any script', () => {
    for (const name of ['age', 'passenger class', 'Größe', '年齢', 'возраст', 'العمر', 'é', 'a·b'])
      expect(visibleName(name)).toEqual([{ text: name }]);
  });

  it.each([
    ['\u202Eegap', ['right-to-left override']],
    ['a\u200Bb', ['zero-width space']],
    ['\uFEFFid', ['byte order mark or zero-width no-break space']],
    ['a\u2066b\u2069', ['left-to-right isolate', 'end of an isolate']],
    ['a\u00A0b', ['no-break space']],
    ['a\r\nb\tc', ['line break', 'tab']],
    ['a\0b\u0085', ['control U+0000', 'next line']],
    ['a\ud800b', ['half of a surrogate pair']],
    [' a', ['space']],
    ['a ', ['space']],
    ['a  b', ['space']],
  ])('%j shows what would not be seen', (name, expected) => {
    expect(signs(name)).toEqual(expected);
  });

  it('show every mark of direction and of no width', () => {
    const marks = [0x61c, 0x180e, 0xfeff, 0x2060, 0xad];
    for (let code = 0x200b; code <= 0x200f; code += 1) marks.push(code);
    for (let code = 0x202a; code <= 0x202e; code += 1) marks.push(code);
    for (let code = 0x2066; code <= 0x2069; code += 1) marks.push(code);
    for (const code of marks) {
      const name = `a${String.fromCodePoint(code)}b`;
      expect(signs(name), code.toString(16)).toHaveLength(1);
      expect(plainName(name)).not.toContain(String.fromCodePoint(code));
    }
  });

  it('tell a Cyrillic letter among Latin ones, and leave Cyrillic words alone', () => {
    expect(visibleName('p\u0430ge')).toEqual([
      { text: 'p' },
      { text: '\u0430', sign: 'Cyrillic, not Latin' },
      { text: 'ge' },
    ]);
    expect(signs('\u0430\u0431')).toEqual([]);
  });

  it('keep an emoji of several parts whole', () => {
    expect(signs('👩‍🔬 count')).toEqual([]);
    expect(signs('a\u200Db')).toEqual(['zero-width joiner']);
  });

  it('that differ stay different when shown', () => {
    const names = ['a', 'a ', ' a', 'a\u00A0', 'a\u200B', 'a\u202E', 'a\t', 'a\n', 'a\r\n'];
    expect(new Set(names.map(plainName)).size).toBe(names.length);
  });
});

describe('texts', () => {
  it('in the inspector show every space', () => {
    expect(visibleText('a b').map((p) => p.text)).toEqual(['a', '·', 'b']);
  });

  it('in a cell stand in one line, and cannot turn it round', () => {
    expect(cellLine('two\nlines\tand\u202Emore')).toBe('two↵lines→and⟨RLO⟩more');
    expect(cellLine('x'.repeat(400))).toHaveLength(301);
    expect(cellLine('می‌خواهم')).toBe('می‌خواهم');
  });

  it('are marked where they hold what is looked for, each place once', () => {
    expect(rangesOf('Banana', 'AN')).toEqual([
      [1, 3],
      [3, 5],
    ]);
    expect(rangesOf('aaa', 'aa')).toEqual([[0, 2]]);
    expect(rangesOf('abc', '')).toEqual([]);
  });
});

describe('scrolling', () => {
  it.each([0, 1, 100, 1_000_000, 50_000_000])(
    'reaches the first and the last of %i rows, in a box no browser refuses',
    (rows) => {
      const seen = 600;
      const scroll = rowScroll(rows, 28, seen);
      expect(scroll.height).toBeLessThanOrEqual(15_000_000);
      const end = scroll.toTable(Math.max(0, scroll.height - seen));
      const shown = (offset: number) =>
        rowsInView(offset, seen, { rowCount: rows, rowHeight: 28, spare: 0 });
      expect(shown(0).first).toBe(0);
      expect(shown(end).last).toBe(rows - 1);
    },
  );

  it.each([
    [0, 600, 1_000_000],
    [28_000, 1400, 1_000_000],
    [0, 600, 3],
    [0, 600, 0],
  ])(
    'a new grid at %i px comes a few rows a turn, those in view first',
    (offset, seen, rowCount) => {
      const rows = { rowCount, rowHeight: 28 };
      const view = rowsInView(offset, seen, { ...rows, spare: 0 });
      let [most, drawn] = [rowsAtOnce, 0];
      for (let turns = 0; most < Infinity; turns += 1, most = rowsNext(most, view)) {
        const { first, last } = drawnOf(offset, seen, rows, most);
        expect(first).toBe(view.first);
        expect(last - first + 1 - drawn).toBeLessThanOrEqual(rowsAtOnce);
        expect(last).toBeLessThanOrEqual(view.last);
        drawn = last - first + 1;
        expect(turns).toBeLessThan(20);
      }
      expect(drawn).toBe(view.last - view.first + 1);
      const all = drawnOf(offset, seen, rows, most);
      expect(all).toEqual(rowsInView(offset, seen, { ...rows, spare: 8 }));
    },
  );

  it('of a row to its place and back is the same row', () => {
    const scroll = rowScroll(20_000_000, 28, 600);
    for (const row of [0, 1, 12_345_678, 19_999_000])
      expect(Math.abs(scroll.toTable(scroll.toBar(row * 28)) - row * 28)).toBeLessThan(1);
  });
});

describe('keys', () => {
  const go = (key: string, far = false, rtl = false) =>
    moved({ key, far, rtl }, { row: 5, col: 2 }, { rows: 100, cols: 7, page: 10 });

  it('lead where they say, and stay inside', () => {
    expect(go('ArrowDown')).toEqual({ row: 6, col: 2 });
    expect(go('ArrowUp', true)).toEqual({ row: 0, col: 2 });
    expect(go('PageDown')).toEqual({ row: 15, col: 2 });
    expect(go('Home')).toEqual({ row: 5, col: 0 });
    expect(go('Home', true)).toEqual({ row: 0, col: 0 });
    expect(go('End', true)).toEqual({ row: 99, col: 6 });
    expect(go('ArrowRight', false, true)).toEqual({ row: 5, col: 1 });
    expect(go('x')).toBeUndefined();
    expect(go('__proto__')).toBeUndefined();
    const top = moved(
      { key: 'ArrowUp', far: false, rtl: false },
      { row: -1, col: 0 },
      { rows: 0, cols: 3, page: 1 },
    );
    expect(top).toEqual({ row: -1, col: 0 });
  });
});

describe('pinned columns', () => {
  const columns: GridColumn[] = Array.from({ length: 6 }, (_, i) => ({
    id: String(i),
    name: String(i),
    kind: 'text',
    width: 120,
  }));
  const pins = (pinned: number, width: number) =>
    pinsOf(columns, { pinned, from: 50, width }).spans.length;

  it('stay as many as leave the others room; on a phone one at most', () => {
    expect(pins(0, 1400)).toBe(0);
    expect(pins(3, 1400)).toBe(3);
    expect(pins(6, 800)).toBe(3);
    expect(pins(3, 390)).toBe(1);
    expect(pins(3, 240)).toBe(0);
    expect(pinsOf(columns, { pinned: 2, from: 50, width: 1400 }).end).toBe(290);
  });
});
