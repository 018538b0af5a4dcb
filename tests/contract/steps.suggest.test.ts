import { describe, expect, it } from 'vitest';
import type { ColumnProfile, NumberSummary, TableProfile } from '#lib/recipe/profile.ts';
import {
  stepStages,
  type AnyStepSpec,
  type ColumnFacts,
  type SuggestContext,
} from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { draftToStep } from '#lib/steps/fromAction.ts';
import { stepLowerings } from '#lib/steps/lowerings.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

const specs: readonly AnyStepSpec[] = Object.values(stepSpecs);
const suggest = (context: SuggestContext): SuggestionDraft[] =>
  specs.flatMap((s) => s.suggest(context));

const numbers = (more: Partial<NumberSummary>): NumberSummary => ({
  min: 0,
  max: 100,
  mean: 30,
  std: 15,
  skew: 0.1,
  quantiles: { p01: 0, p05: 1, p25: 10, p50: 28, p75: 50, p95: 90, p99: 99 },
  zeros: 1,
  negatives: 0,
  histogram: { edges: [0, 100], counts: [1] },
  ...more,
});

const col = (
  name: string,
  type: ColumnProfile['type'],
  more: Partial<ColumnProfile> = {},
): ColumnProfile => ({
  name,
  type,
  role: 'feature',
  missing: 0,
  distinct: 10,
  misfits: 0,
  misfitSamples: [],
  numberShare: 0,
  top: [],
  ...more,
});
const top = (...counts: (readonly [string, number])[]) =>
  counts.map(([value, count]) => ({ value, count }));

/** The figures of Titanic, 891 rows. */
const titanic: TableProfile = {
  rows: 891,
  duplicateRows: 0,
  columns: [
    col('PassengerId', 'integer', { role: 'id', distinct: 891 }),
    col('Survived', 'integer', { role: 'target', distinct: 2, number: numbers({ max: 1 }) }),
    col('Pclass', 'integer', {
      distinct: 3,
      number: numbers({ min: 1, max: 3, mean: 2.31, std: 0.836, skew: -0.63 }),
    }),
    col('Name', 'text', { distinct: 891 }),
    col('Sex', 'category', { distinct: 2, top: top(['male', 577], ['female', 314]) }),
    col('Age', 'number', {
      missing: 177,
      distinct: 88,
      number: numbers({ mean: 29.7, std: 14.5, skew: 0.388 }),
    }),
    col('Fare', 'number', {
      distinct: 248,
      number: numbers({ max: 512, mean: 32.2, std: 49.7, skew: 4.78 }),
    }),
    col('Ticket', 'text', { distinct: 681 }),
    col('Cabin', 'category', { missing: 687, distinct: 147 }),
    col('Embarked', 'category', {
      missing: 2,
      distinct: 3,
      top: top(['S', 644], ['C', 168], ['Q', 77]),
    }),
  ],
};

/** What else a table may hold, 1000 rows. */
const odd: TableProfile = {
  rows: 1000,
  duplicateRows: 107,
  columns: [
    col('customer', 'text', { role: 'id', distinct: 893 }),
    col('TotalCharges', 'text', { distinct: 980, numberShare: 989 / 1000 }),
    col('nothing', 'category', { missing: 1000, distinct: 0 }),
    col('same', 'category', { distinct: 1, top: top(['EUR', 1000]) }),
    col('since', 'date', { distinct: 300 }),
    col('joined_at', 'datetime', { role: 'ignored', distinct: 300 }),
    col('flag', 'integer', { distinct: 2, number: numbers({ max: 1 }) }),
    col('income', 'number', { missing: 30, number: numbers({ skew: -2.25 }) }),
    col('city', 'category', { distinct: 80, top: top(['Bonn', 300]) }),
    col('plan', 'category', { distinct: 3, top: top(['basic', 900], ['gold', 97], ['test', 3]) }),
    col('level', 'category', {
      distinct: 3,
      top: top(['High', 500], ['low', 300], ['medium', 200]),
    }),
    col('split', 'category', { role: 'split', distinct: 3 }),
    col('churn', 'boolean', { role: 'target', missing: 5, distinct: 2, top: top(['no', 700]) }),
  ],
};

const contexts: readonly (readonly [string, SuggestContext])[] = [
  ['Titanic', { profile: titanic, target: 'Survived', task: 'binary', takesMissing: false }],
  ['an odd table', { profile: odd, target: 'churn', task: 'binary', takesMissing: false }],
  [
    'an odd table without a target',
    { profile: odd, target: null, task: null, takesMissing: false },
  ],
  [
    'an empty table',
    {
      profile: { rows: 0, columns: [col('a', 'category', { distinct: 0 })], duplicateRows: 0 },
      target: 'a',
      task: null,
      takesMissing: false,
    },
  ],
];

it('fill no gap that every chosen model takes as it is', () => {
  const context = { profile: titanic, target: 'Survived', task: 'binary' } as const;
  const types = (takesMissing: boolean): Set<string> =>
    new Set(suggest({ ...context, takesMissing }).map((d) => d.type));
  expect(types(false).has('impute')).toBe(true);
  expect([...types(true)].sort()).toEqual([...types(false)].filter((t) => t !== 'impute').sort());
});

describe.each(contexts)('suggestions for %s', (_, context) => {
  const drafts = suggest(context);

  it('have different ids that people can read', () => {
    expect(new Set(drafts.map((d) => d.id)).size).toBe(drafts.length);
    for (const { id } of drafts) expect(id).toMatch(/^[\p{L}\p{N}-]+$/u);
  });

  it('carry exactly the fields of the format, a probability and a number as evidence', () => {
    for (const draft of drafts) {
      expect(Object.keys(draft)).toEqual([
        'id',
        'type',
        'target_columns',
        'params',
        'confidence',
        'rationale',
      ]);
      expect(draft.confidence).toBeGreaterThan(0);
      expect(draft.confidence).toBeLessThan(1);
      expect(draft.rationale).toMatch(/\d.*\.$/);
    }
  });

  it('never touch the target, nor a column that is no feature or identifier', () => {
    const allowed = context.profile.columns.filter(
      (c) => c.name !== context.target && ['feature', 'id', 'target'].includes(c.role),
    );
    for (const { target_columns } of drafts)
      for (const name of target_columns) expect(allowed.map((c) => c.name)).toContain(name);
  });

  it('become steps that do not object to their columns, one after another', () => {
    let facts: readonly ColumnFacts[] = context.profile.columns;
    for (const draft of drafts) {
      const step = draftToStep(draft, stepSpecs);
      const spec = stepSpecs[step.step as keyof typeof stepSpecs];
      for (const name of step.columns) {
        const found = facts.find((c) => c.name === name);
        expect(found, `${draft.id} on ${name}`).toBeDefined();
        expect(spec.objectTo(found!), `${draft.id} on ${name}`).toBeNull();
      }
      const lowering = stepLowerings[spec.id as keyof typeof stepLowerings];
      if (lowering.kind === 'cleaning' && 'columnsAfter' in lowering)
        facts = lowering.columnsAfter!(facts, step.columns, step.params as never);
    }
  });

  it('come in an order that holds: cleaning first, then by the stages', () => {
    const ranks = drafts.map((d) => {
      const { kind, stage } = specs.find((s) => s.id === draftToStep(d, stepSpecs).step)!;
      return kind === 'cleaning' ? -1 : stepStages.indexOf(stage);
    });
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(specs.every((s) => s.id in stepComputes)).toBe(true);
  });
});

const drafted = (profile: TableProfile, target: string): Map<string, SuggestionDraft> =>
  new Map(suggest({ profile, target, task: 'binary', takesMissing: false }).map((d) => [d.id, d]));

describe('on Titanic', () => {
  const found = drafted(titanic, 'Survived');

  it('are the steps that a person would take', () => {
    expect([...found].map(([id, d]) => `${id}: ${d.target_columns.join(', ')}`)).toEqual([
      'drop-identifiers: PassengerId, Name',
      'drop-free-text-ticket: Ticket',
      'drop-mostly-missing-cabin: Cabin',
      'impute-age-mean: Age',
      'impute-embarked-mode: Embarked',
      'encode-onehot: Sex, Embarked',
      'scale-standard: Pclass, Age, Fare',
    ]);
  });

  it('give their evidence', () => {
    expect(found.get('drop-mostly-missing-cabin')!.rationale).toBe(
      '77.1 % of Cabin is missing; most of what a model would see is made up.',
    );
    expect(found.get('impute-age-mean')!.rationale).toBe(
      '19.9 % of Age is missing (177 cells) and the values are even around 29.7 (skew 0.388).',
    );
  });
});

describe('on an odd table', () => {
  const found = drafted(odd, 'churn');

  it('cast texts that are numbers but for a few, and impute what that empties', () => {
    expect(found.get('cast-totalcharges-number')).toMatchObject({ params: { to: 'float' } });
    expect(found.get('cast-totalcharges-number')!.rationale).toContain(
      'the other 11 texts would become missing',
    );
    expect(found.get('impute-totalcharges-median')!.rationale).toContain(
      '11 of them once it is cast',
    );
    expect(found.get('scale-standard')!.target_columns).toEqual(['TotalCharges', 'income']);
  });

  it('take the median where the values are skewed', () => {
    expect(found.get('impute-income-median')!.rationale).toContain('the values are skewed (-2.25)');
  });

  it('scale a column by its quartiles where a few values lie far out, and the others by their deviation', () => {
    const far = { ...numbers({ max: 5000 }) };
    const columns = odd.columns.map((c) => (c.name === 'income' ? { ...c, number: far } : c));
    const drafts = drafted({ ...odd, columns }, 'churn');
    expect(drafts.get('scale-robust')).toMatchObject({ target_columns: ['income'] });
    expect(drafts.get('scale-robust')!.rationale).toContain('income (124)');
    expect(drafts.get('scale-standard')!.target_columns).toEqual(['TotalCharges']);
    expect(found.has('scale-robust')).toBe(false);
  });

  it('trust duplicates only where a column names the row', () => {
    const nameless = { ...odd, columns: odd.columns.filter((c) => c.role !== 'id') };
    expect(found.get('drop-duplicates')!.confidence).toBeGreaterThan(0.9);
    expect(drafted(nameless, 'churn').get('drop-duplicates')!.confidence).toBe(0.5);
  });

  it('group rare levels, keep the frequent of many, and order words that have an order', () => {
    expect(found.get('encode-onehot')).toMatchObject({
      target_columns: ['plan'],
      params: { method: 'onehot', minFrequency: 5 },
    });
    expect(found.get('encode-target')).toMatchObject({
      target_columns: ['city'],
      params: { method: 'target' },
    });
    const untold = suggest({
      profile: odd,
      target: 'churn',
      task: 'multiclass',
      takesMissing: false,
    });
    expect(untold.find((d) => d.id === 'encode-onehot-frequent')).toMatchObject({
      target_columns: ['city'],
      params: { maxCategories: 20 },
    });
    expect(found.get('encode-level-ordinal')!.params).toEqual({
      method: 'ordinal',
      categories: ['low', 'medium', 'High'],
    });
  });
});

describe('an action', () => {
  const step = (type: string, params: Record<string, unknown>) =>
    draftToStep({ type, target_columns: ['a'], params }, stepSpecs);

  it('may use the words of the assistant', () => {
    expect(step('impute', { strategy: 'mode' }).params).toMatchObject({ strategy: 'mostFrequent' });
    expect(step('impute', { strategy: 'zero' }).params).toMatchObject({
      strategy: 'constant',
      fillValue: 0,
    });
    expect(step('impute', { strategy: 'constant', value: 'x' }).params).toMatchObject({
      fillValue: 'x',
    });
    expect(step('cast', { to: 'int' })).toMatchObject({ step: 'cast', params: { to: 'integer' } });
    expect(step('encode', { method: 'label' }).step).toBe('ordinal');
    expect(step('scale', { method: 'minmax' })).toEqual({
      step: 'minMaxScale',
      version: 1,
      columns: ['a'],
      params: { min: 0, max: 1, clip: false },
    });
  });

  it('that no step does is refused by name', () => {
    expect(() => step('encode', { method: 'magic' })).toThrow('“encode” with {"method":"magic"}');
    expect(() => step('constructor', {})).toThrow('No step does “constructor”');
    expect(() => step('impute', { strategy: 'knn' })).toThrow(
      'mean, median, mostFrequent, constant',
    );
    expect(() => step('scale', { method: 'standard', nope: 1 })).toThrow('“nope”');
  });
});

it('imputes many columns of one kind by one step', () => {
  const gappy = Array.from({ length: 9 }, (_, k) =>
    col(`x${k}`, 'number', { missing: 10 + k, number: numbers({ skew: k === 8 ? 2 : 0.1 }) }),
  );
  const found = suggest({
    profile: { rows: 100, duplicateRows: 0, columns: gappy },
    target: null,
    task: null,
    takesMissing: false,
  }).filter((d) => d.type === 'impute');
  expect(found.map((d) => [d.id, d.target_columns.length])).toEqual([
    ['impute-mean', 8],
    ['impute-x8-median', 1],
  ]);
  expect(found[0]!.rationale).toBe(
    '8 columns have gaps, at most 17 % of one (x0, x1, x2 and 5 more); their values are even around the mean.',
  );
});
