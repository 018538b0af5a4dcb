import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import type { Further } from '#lib/recipe/findings.ts';
import {
  associations,
  column,
  dates,
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
export const levels = (...values: readonly string[]): ColumnProfile['top'] =>
  values.map((value) => ({ value, count: 1000 / values.length }));
export const wide = [column('x'), column('y2'), column('z'), column('y')];

/** A table to be judged. */
export interface Example {
  readonly id: string;
  readonly profile: TableProfile;
  readonly target: string | null;
  readonly further: Further;
}

const judging = (
  profile: TableProfile,
  target: string | null = null,
  further: Further = {},
): Omit<Example, 'id'> => ({ profile, target, further });

/** For each rule a table that it, and nothing else, has something to say about. */
const all: Readonly<Record<string, readonly [id: string, table: Omit<Example, 'id'>]>> = {
  'few-rows': ['few-rows', judging(table([numbers('x')], { rows: 40 }))],
  'duplicate-rows': ['duplicate-rows', judging(table([column('x')], { duplicateRows: 107 }))],
  'duplicate-rows-but-id': [
    'duplicate-rows-but-id',
    judging(table([column('x')], { duplicateRowsButIds: 4 })),
  ],
  missing: ['missing:x', judging(table([column('x', { missing: 100 })]))],
  'disguised-missing': [
    'disguised-missing:x',
    judging(table([numbers('x', { suspects: [zeros] })])),
  ],
  blank: ['blank:x', judging(table([column('x', { text: text({ blank: 3 }) })]))],
  'co-missing': [
    'co-missing:x,z',
    judging(table([column('x'), column('z')]), null, { missingness }),
  ],
  'missing-predicts-target': [
    'missing-predicts-target:x',
    judging(table(wide), 'y', { missingness: { ...missingness, groups: [] } }),
  ],
  'gaps-give-away-target': [
    'gaps-give-away-target:x',
    judging(table(wide), 'y', {
      missingness: {
        ...missingness,
        groups: [],
        target: { column: 'y', tests: [{ ...missingness.target!.tests[0]!, effect: -0.9 }] },
      },
    }),
  ],
  'constant-target': [
    'constant-target:y',
    judging(table([column('y', { distinct: 1, top: [{ value: 'a', count: 1000 }] })]), 'y'),
  ],
  empty: ['empty:x', judging(table([column('x', { distinct: 0, top: [], missing: 1000 })]))],
  constant: [
    'constant:x',
    judging(table([column('x', { distinct: 1, top: [{ value: 'a', count: 1000 }] })])),
  ],
  ticked: [
    'ticked:x',
    judging(
      table([column('x', { distinct: 1, missing: 400, top: [{ value: 'yes', count: 600 }] })]),
    ),
  ],
  'near-constant': ['near-constant:x', judging(table([column('x', { top: rows(3) })]))],
  misfits: ['misfits:x', judging(table([numbers('x', { misfits: 3, misfitSamples: ['oops'] })]))],
  'almost-numbers': ['almost-numbers:x', judging(table([column('x', { numberShare: 0.99 })]))],
  'numbers-as-text': [
    'numbers-as-text:x',
    judging(table([column('x', { text: text({ markedNumberShare: 0.9 }) })])),
  ],
  'mixed-type': ['mixed-type:x', judging(table([column('x', { numberShare: 0.3, text: text() })]))],
  'joined-numbers': [
    'joined-numbers:x',
    judging(
      table([
        column('x', {
          type: 'text',
          distinct: 800,
          text: text({ pairs: { mark: '/', share: 1 } }),
        }),
      ]),
    ),
  ],
  padded: ['padded:x', judging(table([column('x', { text: text({ padded: 2 }) })]))],
  'spelling-variants': [
    'spelling-variants:x',
    judging(
      table([
        column('x', { text: text({ variants: { cells: 9, values: 1, samples: [['a', 'A']] } }) }),
      ]),
    ),
  ],
  abbreviations: [
    'abbreviations:x',
    judging(table([column('x', { distinct: 4, top: levels('female', 'male', 'F', 'M') })])),
  ],
  'repeated-id': [
    'repeated-id:patient_no',
    judging(table([column('patient_no', { type: 'integer', distinct: 300 })])),
  ],
  id: ['id:x', judging(table([column('x', { role: 'id', type: 'integer', distinct: 1000 })]))],
  'weight-name': ['weight-name:fnlwgt', judging(table([numbers('fnlwgt')]))],
  'row-counter': [
    'row-counter:x',
    judging(
      table([numbers('x', { distinct: 1000, order: { direction: 'up', strict: true, step: 1 } })]),
    ),
  ],
  ordered: [
    'ordered:x',
    judging(table([numbers('x', { order: { direction: 'down', strict: false, step: null } })])),
  ],
  'unique-text': ['unique-text:x', judging(table([column('x', { type: 'text', distinct: 990 })]))],
  'many-levels': ['many-levels:x', judging(table([column('x', { distinct: 300 })]))],
  'rare-levels': [
    'rare-levels:x',
    judging(table([column('x', { distinct: 9, text: text({ rare: { levels: 3, cells: 11 } }) })])),
  ],
  infinite: ['infinite:x', judging(table([numbers('x', { shape: shape({ infinite: 2 }) })]))],
  skewed: ['skewed:x', judging(table([numbers('x', { number: summary({ skew: -3 }) })]))],
  outliers: [
    'outliers:x',
    judging(
      table([
        numbers('x', { shape: shape({ fences: { low: -50, high: 150, below: 20, above: 60 } }) }),
      ]),
    ),
  ],
  zeros: ['zeros:x', judging(table([numbers('x', { number: summary({ zeros: 700 }) })]))],
  capped: [
    'capped:x',
    judging(
      table([
        numbers('x', {
          number: summary({ max: 500 }),
          shape: shape({ ends: { atMin: 1, nearMin: 1, atMax: 60, nearMax: 2 } }),
        }),
      ]),
    ),
  ],
  'early-dates': ['early-dates:x', judging(table([dates('x', { early: 3 })]))],
  'future-dates': ['future-dates:x', judging(table([dates('x', { late: 3 })]))],
  'mixed-zones': ['mixed-zones:x', judging(table([dates('x', { zoned: 500, offsets: 1 })]))],
  'duplicate-column': [
    'duplicate-column:x,z',
    judging(table(wide, { twins: [{ columns: ['x', 'z'], kind: 'equal' }] })),
  ],
  'one-to-one': [
    'one-to-one:x,z',
    judging(table(wide, { twins: [{ columns: ['x', 'z'], kind: 'one-to-one' }] })),
  ],
  correlated: [
    'correlated:x,y2,z',
    judging(table(wide), 'y', { associations: { ...associations, target: null } }),
  ],
  product: [
    'product:z,x,y2',
    judging(table(wide), 'y', {
      associations: {
        ...associations,
        pairs: [],
        target: null,
        products: [{ column: 'z', factors: ['x', 'y2'], correlation: 0.9996, rows: 1000 }],
      },
    }),
  ],
  'rare-class': ['rare-class:y', judging(table([column('y', { top: rows(4) })]), 'y')],
  imbalance: ['imbalance:y', judging(table([column('y', { top: rows(30) })]), 'y')],
  'gives-away-target': [
    'gives-away-target:x',
    judging(table(wide), 'y', { associations: { ...associations, pairs: [] } }),
  ],
};

export const examples: Readonly<Record<string, Example>> = Object.fromEntries(
  Object.entries(all).map(([rule, [id, judged]]) => [rule, { id, ...judged }]),
);
