import { expect, it } from 'vitest';
import { column, type Column, type Table } from '#lib/engine/table.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { StepId } from '#lib/steps/specs.ts';
import answers from '../oracle/steps/answers.json' with { type: 'json' };
import type { Cell } from '../oracle/steps/tables.ts';

interface Part {
  readonly names: readonly string[];
  readonly train: readonly (readonly Cell[])[];
  readonly fresh: readonly (readonly Cell[])[];
  /** What a fit leaves for what learns after it; where the step learns from a target. */
  readonly fitted?: readonly (readonly Cell[])[];
}

/** What generate.py wrote for one case. */
export interface Answer {
  readonly code: string;
  readonly main?: Part;
  readonly beside?: Part;
  readonly rid?: readonly number[];
  readonly names?: readonly string[];
  readonly cells?: readonly (readonly Cell[])[];
}

export type Values = ReadonlyMap<string, readonly Cell[]>;

/** Each column's cells, null for missing. */
export const cellsOf = (table: Table): Values =>
  new Map([...table.columns.keys()].map((name) => [name, cells(column(table, name))]));

const cells = (c: Column): Cell[] =>
  c.kind === 'number'
    ? Array.from(c.values, (x) => (Number.isNaN(x) ? null : x))
    : Array.from(c.codes, (k) => (k < 0 ? null : c.levels[k]!));

/** Equal names and cells; numbers to the relative difference given. */
export function agree(ours: Values, theirs: Values, relative: number): void {
  expect([...ours.keys()]).toEqual([...theirs.keys()]);
  for (const [name, found] of ours) {
    const wanted = theirs.get(name)!;
    expect(found.length, name).toBe(wanted.length);
    const wrong = found.flatMap((x, i) =>
      near(x, wanted[i]!, relative) ? [] : [[i, x, wanted[i]]],
    );
    expect(wrong, name).toEqual([]);
  }
}

const near = (a: Cell, b: Cell, relative: number): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? Math.abs(a - b) <= relative * Math.max(1, Math.abs(b))
    : a === b;

/** Cells of each column that are not what they were; all of them where the column is gone. Unchanged columns are left out. */
export function changedByColumn(before: Values, after: Values): Map<string, number> {
  const counts = [...before].map(([name, was]) => {
    const is = after.get(name);
    return [name, is ? was.filter((x, i) => x !== is[i]).length : was.length] as const;
  });
  return new Map(counts.filter(([, n]) => n > 0));
}

/** The same as the events have it, for the columns that were there before. */
export function rowsAffected(
  events: readonly LogEvent[],
  before: { has(name: string): boolean },
): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { meta } of events) {
    const name = meta['col'];
    if (typeof name !== 'string' || !before.has(name)) continue;
    totals.set(name, (totals.get(name) ?? 0) + Number(meta['rows_affected']));
  }
  return new Map([...totals].filter(([, n]) => n > 0));
}

/** scikit-learn may use a name twice; the second is name_2 here. */
export function unique(names: readonly string[], taken: Set<string>): string[] {
  return names.map((name) => {
    let free = name;
    for (let k = 2; taken.has(free); k += 1) free = `${name}_${k}`;
    taken.add(free);
    return free;
  });
}

/** The cases of steps that make rows in which they do. */
const shaping: Partial<Record<StepId, readonly string[]>> = {
  pivot: ['pivot.1.0', 'pivot.2.0'],
  sampleRows: [0, 1, 3].flatMap((k) => [`sampleRows.${k}.0`, `sampleRows.${k}.1`]),
};
/** Where a forest chooses among twelve rows otherwise than scikit-learn's. */
const forestCases = {
  selectFromModel: [
    'selectFromModel.3.cloud.binary',
    'selectFromModel.3.cloud.multiclass',
    'selectFromModel.3.cloud.regression',
    'selectFromModel.4.cloud.binary',
    'selectFromModel.4.cloud.multiclass',
    'selectFromModel.4.cloud.regression',
  ],
  rfe: ['rfe.3.cloud.binary', 'rfe.3.cloud.multiclass', 'rfe.3.cloud.regression'],
  rfecv: ['rfecv.2.cloud.binary', 'rfecv.2.cloud.multiclass', 'rfecv.2.cloud.regression'],
} as const;

/** Promises that an item cannot keep, with the reason; one that is kept after all fails. */
/** Joins that add rows of the second table. */
const added = ['3.0', '3.1', '4.0', '4.1'];

const exceptions: readonly {
  readonly step: StepId;
  readonly promise: string;
  readonly why: string;
  /** The cases that break it; left out: all of the step. */
  readonly cases?: readonly string[];
}[] = [
  {
    step: 'umap',
    promise: 'learns the same from the rows in another order',
    why: 'Pairs are pulled in the order of rows; another order leads to another map, as good.',
  },
  {
    step: 'umap',
    promise: 'agrees with scikit-learn on awkward data',
    why: 'scikit-learn has no UMAP, and umap-learn draws in another order; tests/oracle/maps compares what is kept.',
  },
  {
    step: 'incrementalPca',
    promise: 'learns the same from the rows in another order',
    why: 'What a batch leaves out is lost for the next, so batches in another order find other directions.',
    cases: ['incrementalPca.1.cloud', 'incrementalPca.2.cloud'],
  },
  {
    step: 'rfecv',
    promise: 'learns the same from the rows in another order',
    why: 'Folds are dealt by the order of the rows, and twelve rows score as they happen to fall.',
    cases: [
      'rfecv.0.cloud.binary',
      'rfecv.0.cloud.multiclass',
      'rfecv.0.cloud.regression',
      'rfecv.1.cloud.regression',
      'rfecv.2.cloud.binary',
      'rfecv.2.cloud.multiclass',
    ],
  },
  {
    step: 'selectFromModel',
    promise: 'learns the same from the rows in another order',
    why: 'A forest draws rows by their number.',
    cases: [
      'selectFromModel.3.cloud.multiclass',
      'selectFromModel.4.cloud.multiclass',
      'selectFromModel.4.cloud.regression',
    ],
  },
  ...(
    [
      'agrees with scikit-learn on awkward data',
      'leaves for a fit what scikit-learn leaves',
    ] as const
  ).flatMap((promise) =>
    (['selectFromModel', 'rfe', 'rfecv'] as const).map((step) => ({
      step,
      promise,
      why: 'Trees are drawn otherwise than by scikit-learn, and of twelve rows other columns may win; on clear tables they are the same: learned.select.test.ts.',
      cases: forestCases[step],
    })),
  ),
  ...(
    [
      'agrees with scikit-learn on awkward data',
      'leaves for a fit what scikit-learn leaves',
    ] as const
  ).map((promise) => ({
    step: 'treeBins' as const,
    promise,
    why: 'Of twelve rows two cuts are equally good, and rounding decides which of them each takes.',
    cases: ['treeBins.0.cloud.binary'],
  })),
  {
    step: 'dropDuplicates',
    promise: 'cleans one row as it cleans that row among many',
    why: 'It compares rows; a later duplicate goes only where the earlier one is.',
  },
  {
    step: 'dropNearDuplicates',
    promise: 'cleans one row as it cleans that row among many',
    why: 'It compares rows; a later one goes only where the earlier one is.',
  },
  {
    step: 'flagUnusual',
    promise: 'agrees with scikit-learn on awkward data',
    why: 'The forest draws otherwise than scikit-learn, and the line of the paper cuts through twelve rows; steps.unusual.test.ts holds both to rows that lie far out.',
    cases: ['flagUnusual.0.cloud'],
  },
  ...(['sampleRows', 'groupRows', 'pivot'] as const).map((step) => ({
    step,
    promise: 'cleans one row as it cleans that row among many',
    why: 'It chooses rows, or makes others of them, and says so.',
    // Nothing to do yet, or every row stays.
    ...(step in shaping && { cases: shaping[step]! }),
  })),
  ...(['melt', 'groupRows', 'pivot'] as const).map((step) => ({
    step,
    promise: 'reports as many cells or rows as it changes',
    why: 'Its rows are others, so no cell is one that was there; it reports how many there are.',
    ...(step in shaping && { cases: shaping[step]! }),
  })),
  {
    step: 'joinTable',
    promise: 'reports as many cells or rows as it changes',
    why: 'A row with several matches becomes several; it reports how many more there are.',
    cases: ['0.0', '0.1', '1.1', '2.0', '2.1', ...added].map((of) => `joinTable.${of}`),
  },
  {
    step: 'joinTable',
    promise: 'cleans an empty, a missing, a constant and a single-row table',
    why: 'One row becomes several where it has several matches, and none where it has none and only matches are kept.',
    cases: ['0.0', '1.0', '1.1', '2.0', ...added].map((of) => `joinTable.${of}`),
  },
  {
    step: 'joinTable',
    promise: 'cleans one row as it cleans that row among many',
    why: 'Rows without a match are left out, and none of the second table’s are.',
    cases: ['joinTable.3.0', 'joinTable.3.1'],
  },
  ...(
    [
      'reports as many cells or rows as it changes',
      'cleans an empty, a missing, a constant and a single-row table',
    ] as const
  ).map((promised) => ({
    step: 'appendTable' as const,
    promise: promised,
    why: 'It adds the rows of a second table and says how many; union.test.ts counts them.',
  })),
  {
    step: 'appendTable',
    promise: 'carries no text of the user into SQL',
    why: 'The test renames a column of the second table too, which then is none of it.',
    cases: ['0.1', '1.1', '2.1'].map((of) => `appendTable.${of}`),
  },
  {
    step: 'querySql',
    promise: 'carries no text of the user into SQL',
    why: 'It is the user’s SQL, held to one SELECT over this table; query.test.ts has what is refused.',
  },
  {
    step: 'querySql',
    promise: 'cleans one row as it cleans that row among many',
    why: 'It sums rows up, or reads others, and says so.',
    cases: ['querySql.2.0', 'querySql.3.0'],
  },
  {
    step: 'querySql',
    promise: 'reports as many cells or rows as it changes',
    why: 'Its columns are others, so no cell is one that was there; it reports how many rows there are.',
    cases: ['querySql.1.0', 'querySql.2.0', 'querySql.3.0'],
  },
  {
    step: 'melt',
    promise: 'cleans an empty, a missing, a constant and a single-row table',
    why: 'One row becomes several; steps.shape.test.ts counts them.',
  },
  {
    step: 'melt',
    promise: 'carries no text of the user into SQL',
    why: 'Names of columns become cells: as literals, which steps.shape.test.ts reads back.',
  },
  {
    step: 'pastRows',
    promise: 'cleans one row as it cleans that row among many',
    why: 'It reads the rows before in order of time, and says so.',
  },
  {
    step: 'fillOrder',
    promise: 'cleans one row as it cleans that row among many',
    why: 'It copies from the row before or after, and says so.',
  },
];

/** A test named for its promise; for an exception, a test that fails once the promise is kept. */
export function promise(
  { step, id }: { readonly step: StepId; readonly id: string },
  name: string,
  keep: () => void | Promise<void>,
): void {
  const excepted = exceptions.some(
    (e) => e.step === step && e.promise === name && (e.cases?.includes(id) ?? true),
  );
  if (excepted) it.fails(`${name} (an exception)`, keep);
  else it(name, keep);
}

/** How far a step's numbers may be from scikit-learn's, relative: a search ends within its own tolerance. */
export const within = (step: StepId): number => tolerances[step] ?? 1e-12;

const tolerances: Partial<Record<StepId, number>> = {
  powerTransform: 1e-6,
  iterativeImpute: 1e-6,
  // pandas adds up squares of deviations in turn, which leaves 11 digits of those of millions.
  groupStatistics: 1e-11,
  kernelPca: 1e-7,
  fastIca: 1e-6,
  factorAnalysis: 1e-6,
  nmf: 1e-7,
  isomap: 1e-9,
  lda: 1e-9,
};

export const answered = answers as unknown as Readonly<Record<string, Answer>>;

export function thrownBy(act: () => unknown): ErrorDetail | null {
  try {
    act();
    return null;
  } catch (error) {
    return detailOf(error);
  }
}
