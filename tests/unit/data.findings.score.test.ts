import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qualityScore } from '#lib/recipe/findings.ts';
import type { ColumnProfile, Finding, Suspect, TableProfile } from '#lib/recipe/profile.ts';
import {
  column,
  judged,
  numbers,
  shape,
  summary,
  table,
  text,
  zeros,
} from './data.findings.support.ts';

describe('values in disguise', () => {
  const found = (
    suspect: Partial<Suspect>,
    more: Partial<ColumnProfile> = {},
  ): Finding | undefined =>
    judged(table([numbers('x', { suspects: [{ ...zeros, ...suspect }], ...more })])).find(
      (f) => f.rule === 'disguised-missing',
    );

  it('are those that are far out and frequent and a known filler, all three', () => {
    expect(found({})).toBeDefined();
    expect(found({ apart: 2 })).toBeUndefined();
    expect(found({ often: 2 })).toBeUndefined();
    expect(found({ count: 2 })).toBeUndefined();
    expect(found({ apart: null })).toBeUndefined();
  });

  it('are not the zeros of a column that is mostly zero, nor of shares near zero', () => {
    expect(found({ count: 700 }, { number: summary({ zeros: 700 }) })).toBeUndefined();
    const shares = { number: summary({ max: 0.9 }), shape: shape({ whole: 40 }) };
    expect(found({ out: 1 }, shares)).toBeUndefined();
    expect(found({ out: 2 }, shares)).toBeDefined();
  });

  it('are a −1 only where nothing else is negative', () => {
    expect(found({ value: '-1', apart: 50 })).toBeUndefined();
    expect(found({ value: '-1', apart: 2, onlyNegative: true })).toBeDefined();
  });

  it('are words and marks whatever they count, and vague words where they stand out', () => {
    const words = (pattern: Suspect['pattern'], distinct: number, often: number) =>
      found({ value: 'w', pattern, apart: null, often }, { distinct, text: text() });
    expect(words('word', 4, 0.1)).toBeDefined();
    expect(words('mark', 4, 0.1)).toBeDefined();
    expect(words('vague', 40, 9)).toBeDefined();
    expect(words('vague', 40, 1)).toBeUndefined();
    expect(words('vague', 4, 9)).toBeUndefined();
  });

  it('are marked by a step in their own column, words and numbers alike', () => {
    const fixOf = (own: Partial<Suspect>) =>
      judged(
        table([numbers('x', { suspects: [{ ...zeros, out: 9, ...own }] }), numbers('z')]),
      ).find((f) => f.rule === 'disguised-missing')!.fix!.action;
    for (const own of [{ value: '999' }, { value: '?', pattern: 'mark', apart: null } as const])
      expect(fixOf(own)).toEqual({
        kind: 'step',
        step: 'markMissing',
        columns: ['x'],
        params: { values: [own.value] },
      });
  });
});

describe('the quality score', () => {
  const problem = fc.record({
    missing: fc.integer({ min: 0, max: 999 }),
    misfits: fc.integer({ min: 0, max: 5 }),
    distinct: fc.constantFrom(1, 2, 60),
    numberShare: fc.constantFrom(0, 0.4, 0.9),
    type: fc.constantFrom('category', 'text', 'number'),
  });
  const tables = fc.record({
    columns: fc.array(problem, { maxLength: 60 }),
    rows: fc.constantFrom(20, 1000),
    duplicateRows: fc.integer({ min: 0, max: 20 }),
  });
  const tableFrom = ({
    columns,
    ...more
  }: {
    columns: readonly Partial<ColumnProfile>[];
    rows: number;
    duplicateRows: number;
  }): TableProfile =>
    table(
      columns.map((c, k) => column(`x${k}`, c)),
      more,
    );

  it('loses exactly the points of its findings, also at the floor of 0', () => {
    fc.assert(
      fc.property(tables, (made) => {
        const found = judged(tableFrom(made as Parameters<typeof tableFrom>[0]));
        const tenths = found.reduce((sum, f) => sum + Math.round(10 * f.points), 0);
        const score = qualityScore(found);
        expect(tenths).toBe(10 * (100 - score));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(new Set(found.map((f) => f.id)).size).toBe(found.length);
        for (const f of found) expect(f.points).toBeCloseTo(Math.round(10 * f.points) / 10, 12);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('reaches 0, and no further', () => {
    const y = column('y', { distinct: 1, top: [{ value: 'a', count: 5 }] });
    const bad = { missing: 4, misfits: 1, numberShare: 0.9, distinct: 300 };
    const many = Array.from({ length: 60 }, (_, k) => column(`x${k}`, bad));
    const found = judged(table([...many, y], { rows: 5, duplicateRows: 3 }), 'y');
    expect(qualityScore(found)).toBe(0);
    expect(found.reduce((sum, f) => sum + Math.round(10 * f.points), 0)).toBe(1000);
  });

  it('has a limit for each rule, so that a wide table is not lost to one minor matter', () => {
    const many = Array.from({ length: 500 }, (_, k) =>
      numbers(`x${k}`, { number: summary({ skew: 4 }) }),
    );
    expect(qualityScore(judged(table(many)))).toBe(95);
  });

  it('says what a fix wins back: as much as the table without the column scores more', () => {
    const columns = [
      column('x', { missing: 900, numberShare: 0.9 }),
      column('z', { missing: 300 }),
      column('c', { distinct: 1, top: [{ value: 'a', count: 1000 }] }),
    ];
    const found = judged(table(columns));
    const before = qualityScore(found);
    for (const name of ['x', 'c']) {
      const drop = found.find((f) => {
        const action = f.fix?.action;
        return (
          action?.kind === 'step' && action.step === 'dropColumns' && action.columns[0] === name
        );
      })!;
      const without = judged(table(columns.filter((c) => c.name !== name)));
      expect(drop.gain, name).toBe(qualityScore(without) - before);
    }
    const impute = found.find((f) => f.id === 'missing:z')!;
    const filled = columns.map((c) => (c.name === 'z' ? { ...c, missing: 0 } : c));
    expect(impute.gain).toBe(qualityScore(judged(table(filled))) - before);
  });

  it('of a marker taken for missing counts the cells that are missing then', () => {
    const gap = { ...zeros, value: '999', count: 100, out: 9 };
    const before = judged(table([numbers('x', { suspects: [gap], missing: 200 })]));
    const after = judged(table([numbers('x', { missing: 300 })]));
    const disguised = before.find((f) => f.rule === 'disguised-missing')!;
    expect(disguised.gain).toBe(qualityScore(after) - qualityScore(before));
  });
});
