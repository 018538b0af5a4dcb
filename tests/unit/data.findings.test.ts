import { describe, expect, it } from 'vitest';
import { findings, qualityScore } from '#lib/recipe/findings.ts';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import { proposeTargets, taskOf } from '#lib/recipe/target.ts';

const column = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  type: 'category',
  role: 'feature',
  missing: 0,
  distinct: 2,
  misfits: 0,
  misfitSamples: [],
  numberShare: 0,
  top: [
    { value: 'a', count: 600 },
    { value: 'b', count: 400 },
  ],
  ...more,
});
const table = (
  columns: readonly ColumnProfile[],
  more: Partial<TableProfile> = {},
): TableProfile => ({
  rows: 1000,
  duplicateRows: 0,
  columns,
  ...more,
});
const ids = (profile: TableProfile, target: string | null = null): string[] =>
  findings(profile, target, target === null ? null : 'binary').map((f) => f.id);

describe('findings', () => {
  it('has nothing to say of a clean table', () => {
    const found = findings(table([column('a'), column('y')]), 'y', 'binary');
    expect([found, qualityScore(found)]).toEqual([[], 100]);
  });

  it.each<[string, Partial<ColumnProfile>]>([
    ['missing:x', { missing: 100 }],
    ['constant:x', { distinct: 1, top: [{ value: 'a', count: 1000 }] }],
    ['empty:x', { distinct: 0, top: [], missing: 1000 }],
    ['id:x', { role: 'id', type: 'integer', distinct: 1000 }],
    ['unique-text:x', { type: 'text', distinct: 990 }],
    ['many-levels:x', { distinct: 300 }],
    ['misfits:x', { type: 'number', misfits: 3, misfitSamples: ['oops'] }],
    ['almost-numbers:x', { numberShare: 0.99 }],
  ])('%s', (id, more) => {
    expect(ids(table([column('x', more)]))).toEqual([id]);
  });

  it('asks about rows that come twice', () => {
    const [found] = findings(table([column('x')], { duplicateRows: 107 }), null, null);
    expect([found!.severity, found!.title]).toEqual(['ask', '107 rows equal an earlier one']);
  });

  it('counts a missing cell of the target as grave', () => {
    const [found] = findings(table([column('y', { missing: 1 })]), 'y', 'binary');
    expect([found!.severity, found!.detail]).toEqual([
      'high',
      expect.stringContaining('without a target'),
    ]);
  });

  it('warns of a rare class of the target, and of one too small to split', () => {
    const withRare = (count: number): TableProfile =>
      table([
        column('y', {
          top: [
            { value: 'no', count: 1000 - count },
            { value: 'yes', count },
          ],
        }),
      ]);
    expect(ids(withRare(30), 'y')).toEqual(['imbalance:y']);
    expect(ids(withRare(4), 'y')).toEqual(['rare-class:y']);
    expect(ids(withRare(300), 'y')).toEqual([]);
  });

  it('never scores below 0', () => {
    const many = Array.from({ length: 60 }, (_, k) => column(`x${k}`, { missing: 900 }));
    expect(qualityScore(findings(table(many), null, null))).toBe(0);
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
