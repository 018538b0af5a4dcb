import { describe, expect, it } from 'vitest';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import { catalogue } from '#lib/recipe/findings/catalogue.ts';
import { qualityScore } from '#lib/recipe/findings.ts';
import { proposeTargets, taskOf } from '#lib/recipe/target.ts';
import { column, ids, judged, numbers, table, text } from './data.findings.support.ts';
import { examples, wide } from './data.findings.examples.ts';

describe('findings', () => {
  it('has nothing to say of a clean table', () => {
    const found = judged(table([column('a'), numbers('b'), column('y')]), 'y');
    expect([found, qualityScore(found)]).toEqual([[], 100]);
  });

  it.each(catalogue.map((r) => r.id))('%s is found where it is, and alone', (rule) => {
    const { id, profile, target, further } = examples[rule]!;
    const found = judged(profile, target, further);
    expect(found.map((f) => f.id)).toEqual([id]);
    expect(found[0]!.rule).toBe(rule);
    expect(found[0]!.threshold).not.toBe('');
  });

  it('asks about rows that come twice', () => {
    const [found] = judged(examples['duplicate-rows']!.profile);
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
