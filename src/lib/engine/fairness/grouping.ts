import type { GroupCell, Parting } from '#lib/recipe/fairness.ts';
import { quantiles, compareTexts } from '../stats.ts';
import type { Column } from '../table.ts';

/** Numbers of no more distinct values are levels. */
const fewValues = 6;
/** Levels that stand alone: of one column, and of each of two. */
const levelsAtMost = { one: 12, two: 6 };

/** Rows by group. */
export interface Grouping {
  /** What each group is: one cell a column. */
  readonly groups: readonly (readonly GroupCell[])[];
  /** Group of each row. */
  readonly of: Int32Array;
}

export interface RowsToGroup {
  /** By name, over all rows of the table. */
  readonly columns: readonly (readonly [name: string, column: Column])[];
  /** Places of the training rows: these alone decide what groups there are. */
  readonly train: Int32Array;
  /** Places of the rows to put into groups. */
  readonly rows: Int32Array;
}

/**
 * Puts rows into groups: levels, the most frequent first; bins of numbers, ascending; the missing last. Of two columns each
 * pair that some row has. Bins and levels are those of training rows, so that no test row decides them.
 */
export function groupRows(
  { columns, train, rows }: RowsToGroup,
  { bins, cuts = {} }: Omit<Parting, 'columns'>,
): Grouping {
  const most = columns.length > 1 ? levelsAtMost.two : levelsAtMost.one;
  const each = columns.map(([name, column]) => {
    const own = Object.hasOwn(cuts, name) ? cuts[name]! : null;
    return column.kind === 'number'
      ? numbersIn(column.values, { train, rows }, { bins, cuts: own })
      : levelsIn(column, { train, rows }, most);
  });
  const width = each[1]?.cells.length ?? 1;
  const codes = Int32Array.from(
    rows,
    (_, i) => each[0]!.of[i]! * width + (each[1] ? each[1].of[i]! : 0),
  );
  const there = [...new Set(codes)].sort((a, b) => a - b);
  const place = new Map(there.map((code, k) => [code, k]));
  return {
    groups: there.map((code) => [
      each[0]!.cells[Math.floor(code / width)]!,
      ...(each[1] ? [each[1].cells[code % width]!] : []),
    ]),
    of: codes.map((code) => place.get(code)!),
  };
}

interface Cells {
  readonly cells: readonly GroupCell[];
  readonly of: Int32Array;
}

type Rows = Pick<RowsToGroup, 'train' | 'rows'>;

function levelsIn(
  { codes, levels }: Extract<Column, { kind: 'category' }>,
  { train, rows }: Rows,
  most: number,
): Cells {
  const counts = new Int32Array(levels.length);
  for (const i of train) if (codes[i]! >= 0) counts[codes[i]!]! += 1;
  const common = [...counts.keys()]
    .filter((c) => counts[c]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || compareTexts(levels[a]!, levels[b]!))
    .slice(0, most);
  const place = new Map(common.map((code, k) => [code, k]));
  const [other, missing] = [common.length, common.length + 1];
  return {
    cells: [
      ...common.map((code): GroupCell => ({ kind: 'level', level: levels[code]! })),
      { kind: 'other' },
      { kind: 'missing' },
    ],
    of: rows.map((i) => (codes[i]! < 0 ? missing : (place.get(codes[i]!) ?? other))),
  };
}

function numbersIn(
  values: Float64Array,
  { train, rows }: Rows,
  { bins, cuts }: { readonly bins: number; readonly cuts: readonly number[] | null },
): Cells {
  const known = Float64Array.from(train, (i) => values[i]!).filter((x) => !Number.isNaN(x));
  const distinct = [...new Set(known)].sort((a, b) => a - b);
  if (!cuts && distinct.length <= fewValues) return fewNumbersIn(values, distinct, rows);
  const shares = Array.from({ length: bins - 1 }, (_, k) => (k + 1) / bins);
  const edges = [...new Set(cuts ?? quantiles(known, shares))].filter(
    (edge) => cuts !== null || edge > distinct[0]!,
  );
  const cells = [...edges, null].map((to, k): GroupCell => ({
    kind: 'range',
    from: edges[k - 1] ?? null,
    to,
  }));
  return {
    cells: [...cells, { kind: 'missing' }],
    of: rows.map((i) => {
      const x = values[i]!;
      if (Number.isNaN(x)) return cells.length;
      const at = edges.findIndex((edge) => x < edge);
      return at < 0 ? edges.length : at;
    }),
  };
}

function fewNumbersIn(values: Float64Array, distinct: readonly number[], rows: Int32Array): Cells {
  const place = new Map(distinct.map((x, k) => [x, k]));
  const [other, missing] = [distinct.length, distinct.length + 1];
  return {
    cells: [
      ...distinct.map((x): GroupCell => ({ kind: 'level', level: String(x) })),
      { kind: 'other' },
      { kind: 'missing' },
    ],
    of: rows.map((i) => (Number.isNaN(values[i]!) ? missing : (place.get(values[i]!) ?? other))),
  };
}
