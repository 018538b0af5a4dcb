import { describe, expect, it } from 'vitest';
import { catalogue } from '#lib/recipe/findings/catalogue.ts';
import { qualityScore } from '#lib/recipe/findings.ts';
import type { ColumnProfile, Finding } from '#lib/recipe/profile.ts';
import { proposeTargets, taskOf } from '#lib/recipe/target.ts';
import {
  associations,
  column,
  dates,
  ids,
  judged,
  missingness,
  numbers,
  shape,
  summary,
  table,
  text,
  zeros,
} from './data.findings.support.ts';

const rows = (rare: number): ColumnProfile['top'] => [
  { value: 'no', count: 1000 - rare },
  { value: 'yes', count: rare },
];
const wide = [column('x'), column('y2'), column('z'), column('y')];

/** For each rule a table that it, and nothing else, has something to say about. */
const examples: Readonly<Record<string, readonly [id: string, found: readonly Finding[]]>> = {
  'few-rows': ['few-rows', judged(table([numbers('x')], { rows: 40 }))],
  'duplicate-rows': ['duplicate-rows', judged(table([column('x')], { duplicateRows: 107 }))],
  'duplicate-rows-but-id': [
    'duplicate-rows-but-id',
    judged(table([column('x')], { duplicateRowsButIds: 4 })),
  ],
  missing: ['missing:x', judged(table([column('x', { missing: 100 })]))],
  'disguised-missing': [
    'disguised-missing:x',
    judged(table([numbers('x', { suspects: [zeros] })])),
  ],
  blank: ['blank:x', judged(table([column('x', { text: text({ blank: 3 }) })]))],
  'co-missing': [
    'co-missing:x,z',
    judged(table([column('x'), column('z')]), null, { missingness }),
  ],
  'missing-predicts-target': [
    'missing-predicts-target:x',
    judged(table(wide), 'y', { missingness: { ...missingness, groups: [] } }),
  ],
  'constant-target': [
    'constant-target:y',
    judged(table([column('y', { distinct: 1, top: [{ value: 'a', count: 1000 }] })]), 'y'),
  ],
  empty: ['empty:x', judged(table([column('x', { distinct: 0, top: [], missing: 1000 })]))],
  constant: [
    'constant:x',
    judged(table([column('x', { distinct: 1, top: [{ value: 'a', count: 1000 }] })])),
  ],
  'near-constant': ['near-constant:x', judged(table([column('x', { top: rows(3) })]))],
  misfits: ['misfits:x', judged(table([numbers('x', { misfits: 3, misfitSamples: ['oops'] })]))],
  'almost-numbers': ['almost-numbers:x', judged(table([column('x', { numberShare: 0.99 })]))],
  'numbers-as-text': [
    'numbers-as-text:x',
    judged(table([column('x', { text: text({ markedNumberShare: 0.9 }) })])),
  ],
  'mixed-type': ['mixed-type:x', judged(table([column('x', { numberShare: 0.3, text: text() })]))],
  padded: ['padded:x', judged(table([column('x', { text: text({ padded: 2 }) })]))],
  'spelling-variants': [
    'spelling-variants:x',
    judged(
      table([
        column('x', { text: text({ variants: { cells: 9, values: 1, samples: [['a', 'A']] } }) }),
      ]),
    ),
  ],
  id: ['id:x', judged(table([column('x', { role: 'id', type: 'integer', distinct: 1000 })]))],
  'row-counter': [
    'row-counter:x',
    judged(
      table([numbers('x', { distinct: 1000, order: { direction: 'up', strict: true, step: 1 } })]),
    ),
  ],
  ordered: [
    'ordered:x',
    judged(table([numbers('x', { order: { direction: 'down', strict: false, step: null } })])),
  ],
  'unique-text': ['unique-text:x', judged(table([column('x', { type: 'text', distinct: 990 })]))],
  'many-levels': ['many-levels:x', judged(table([column('x', { distinct: 300 })]))],
  'rare-levels': [
    'rare-levels:x',
    judged(table([column('x', { distinct: 9, text: text({ rare: { levels: 3, cells: 11 } }) })])),
  ],
  infinite: ['infinite:x', judged(table([numbers('x', { shape: shape({ infinite: 2 }) })]))],
  skewed: ['skewed:x', judged(table([numbers('x', { number: summary({ skew: -3 }) })]))],
  outliers: [
    'outliers:x',
    judged(
      table([
        numbers('x', { shape: shape({ fences: { low: -50, high: 150, below: 20, above: 60 } }) }),
      ]),
    ),
  ],
  zeros: ['zeros:x', judged(table([numbers('x', { number: summary({ zeros: 700 }) })]))],
  capped: [
    'capped:x',
    judged(
      table([
        numbers('x', {
          number: summary({ max: 500 }),
          shape: shape({ ends: { atMin: 1, nearMin: 1, atMax: 60, nearMax: 2 } }),
        }),
      ]),
    ),
  ],
  'early-dates': ['early-dates:x', judged(table([dates('x', { early: 3 })]))],
  'future-dates': ['future-dates:x', judged(table([dates('x', { late: 3 })]))],
  'mixed-zones': ['mixed-zones:x', judged(table([dates('x', { zoned: 500, offsets: 1 })]))],
  'duplicate-column': [
    'duplicate-column:x,z',
    judged(table(wide, { twins: [{ columns: ['x', 'z'], kind: 'equal' }] })),
  ],
  'one-to-one': [
    'one-to-one:x,z',
    judged(table(wide, { twins: [{ columns: ['x', 'z'], kind: 'one-to-one' }] })),
  ],
  correlated: [
    'correlated:x,y2,z',
    judged(table(wide), 'y', { associations: { ...associations, target: null } }),
  ],
  'rare-class': ['rare-class:y', judged(table([column('y', { top: rows(4) })]), 'y')],
  imbalance: ['imbalance:y', judged(table([column('y', { top: rows(30) })]), 'y')],
  'gives-away-target': [
    'gives-away-target:x',
    judged(table(wide), 'y', { associations: { ...associations, pairs: [] } }),
  ],
};

describe('findings', () => {
  it('has nothing to say of a clean table', () => {
    const found = judged(table([column('a'), numbers('b'), column('y')]), 'y');
    expect([found, qualityScore(found)]).toEqual([[], 100]);
  });

  it.each(catalogue.map((r) => r.id))('%s is found where it is, and alone', (rule) => {
    const [id, found] = examples[rule]!;
    expect(found.map((f) => f.id)).toEqual([id]);
    expect(found[0]!.rule).toBe(rule);
    expect(found[0]!.threshold).not.toBe('');
  });

  it('asks about rows that come twice', () => {
    const [found] = examples['duplicate-rows']![1];
    expect([found!.severity, found!.title]).toEqual(['ask', '107 rows equal an earlier one']);
  });

  it('counts a missing cell of the target as grave, and offers no filling', () => {
    const [found] = judged(table([column('y', { missing: 1 })]), 'y');
    expect([found!.severity, found!.detail, found!.fix]).toEqual([
      'high',
      expect.stringContaining('without a target'),
      undefined,
    ]);
  });

  it('is silent about columns that are ignored, ids or a given split', () => {
    for (const role of ['ignored', 'split'] as const)
      expect(ids(table([column('x', { role, missing: 900, distinct: 300 })]))).toEqual([]);
  });

  it('warns of a rare class where there are more classes than are listed', () => {
    const classes = { distinct: 40, text: text({ rarest: { value: 'last', count: 2 } }) };
    const top = Array.from({ length: 20 }, (_, k) => ({ value: `c${k}`, count: 40 }));
    const found = judged(table([column('y', { ...classes, top })]), 'y');
    expect(found.map((f) => f.id)).toContain('rare-class:y');
  });

  it('tells a column that says the same as the target to be left out', () => {
    const twins = [{ columns: ['x', 'y'], kind: 'one-to-one' as const }];
    const [found] = judged(table(wide, { twins }), 'y');
    expect([found!.id, found!.severity, found!.fix!.action]).toEqual([
      'gives-away-target:x',
      'high',
      { kind: 'setRole', column: 'x', role: 'ignored' },
    ]);
  });

  it('tells many columns of one kind as one finding with one fix', () => {
    const columns = Array.from({ length: 30 }, (_, k) => column(`x${k}`, { missing: 10 + k }));
    const [found, ...others] = judged(table(columns));
    expect(others).toEqual([]);
    expect([found!.id, found!.title, found!.columns.length]).toEqual([
      'missing::minor',
      '30 columns have missing values',
      30,
    ]);
    expect(found!.fix!.action).toMatchObject({ kind: 'step', step: 'impute' });
  });
});

describe('the task of a target', () => {
  it.each<[string | undefined, Partial<ColumnProfile>]>([
    ['binary', { type: 'integer' }],
    ['binary', { type: 'number' }],
    ['multiclass', { distinct: 3 }],
    ['multiclass', { type: 'integer', distinct: 5 }],
    ['regression', { type: 'integer', distinct: 300 }],
    ['regression', { type: 'number', distinct: 5 }],
    [undefined, { distinct: 1 }],
  ])('is %s for %j', (task, more) => {
    expect(taskOf(column('y', more))?.task).toBe(task);
  });
});

describe('proposed targets', () => {
  it('are never ids, free text, dates or constants', () => {
    const columns = [
      column('target', { role: 'id' }),
      column('label', { type: 'text', distinct: 900 }),
      column('outcome', { type: 'date', distinct: 90 }),
      column('class', { distinct: 1 }),
    ];
    expect(proposeTargets(table(columns))).toEqual([]);
  });

  it('prefer the name, then the place', () => {
    const columns = [column('a'), column('Churned'), column('b'), column('c')];
    expect(proposeTargets(table(columns)).map((p) => p.column)).toEqual(['Churned', 'c', 'a', 'b']);
  });
});
