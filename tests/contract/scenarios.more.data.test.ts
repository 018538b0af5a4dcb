import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { file, json, type Trained } from './cli.support.ts';

/** Scenarios S7, S9 and S21 of the product's brief: gaps that mean something, weights, and gains within noise. */

const shared = new URL('../../../shared/data/tables/', import.meta.url);
const table = (name: string): string => new URL(name, shared).pathname;

interface Said {
  readonly steps: readonly {
    readonly id: string;
    readonly target_columns: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
    readonly rationale: string;
    readonly gain?: { readonly before: number; readonly after: number; low: number; high: number };
  }[];
}

interface Profiled {
  readonly missing_markers: readonly string[];
  readonly columns: readonly { readonly name: string; readonly missing: number }[];
  readonly findings: readonly { readonly id: string; readonly title: string }[];
}

/** The census with its header, which the file lacks; the official test part has a full stop after each answer. */
function adult(): string {
  const names =
    'age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income,part';
  const rows = (name: string, part: string): string[] =>
    readFileSync(table(name), 'utf8')
      .split('\n')
      .filter((line) => line.split(',').length === 15)
      .map((line) => `${line.replace(/\.\s*$/, '').trimEnd()},${part}`);
  const lines = [names, ...rows('adult_train.csv', 'train'), ...rows('adult_test.csv', 'test')];
  return file('adult.csv', lines.join('\n'));
}

describe.runIf(existsSync(shared))('scenario', () => {
  it('S7: the census', async () => {
    const path = adult();
    const { missing_markers, columns, findings } = await json<Profiled>('profile', path);
    expect(missing_markers).toContain(' ?');
    const missing = new Map(columns.map((c) => [c.name, c.missing]));
    expect([missing.get('workclass'), missing.get('occupation')]).toEqual([2799, 2809]);
    const ids = findings.map((f) => f.id);
    expect(ids).toContain('weight-name:fnlwgt');
    expect(ids.some((id) => /^one-to-one:.*education/.test(id))).toBe(true);
    const call = ['train', path, '--target', 'income', '--split-column', 'part'];
    const linear = await json<Trained>(...call, '--model', 'logistic');
    expect(linear.metrics.test['roc_auc']).toBeCloseTo(0.904, 2);
    expect(1 - linear.metrics.test['accuracy']!).toBeCloseTo(0.149, 2);
    const boosting = await json<Trained>(...call, '--model', 'histGradientBoosting');
    expect(boosting.metrics.test['roc_auc']).toBeCloseTo(0.927, 2);
    expect(1 - boosting.metrics.test['accuracy']!).toBeCloseTo(0.128, 2);
  }, 240_000);

  it('S9: customers who leave, and what those paid who only just came', async () => {
    const path = table('telco_churn.csv');
    const { steps } = await json<Said>('suggest', path, '--target', 'Churn');
    const impute = steps.find((s) => s.target_columns.includes('TotalCharges'))!;
    expect(impute.params).toEqual({ strategy: 'zero' });
    expect(impute.rationale).toMatch(/11 cells.*where tenure is 0 and in no other/);
    expect(steps.find((s) => s.target_columns.includes('customerID'))!.id).toMatch(/^drop/);
    const { findings } = await json<Profiled>('profile', path);
    expect(findings.map((f) => f.title)).toContain(
      'TotalCharges is nearly tenure × MonthlyCharges',
    );
    const call = ['train', path, '--target', 'Churn', '--test', '0', '--folds', '5'];
    const { folds } = await json<Trained & { folds: { mean: number; deviation: number } }>(
      ...call,
      '--model',
      'logistic',
    );
    expect(folds.mean).toBeCloseTo(0.845, 2);
    expect(folds.deviation).toBeCloseTo(0.013, 2);
  }, 120_000);

  it('S21: zeros that nobody can have, and a gain within noise', async () => {
    const { steps } = await json<Said>(
      'suggest',
      table('pima.csv'),
      '--target',
      'column_9',
      '--measure',
    );
    const mark = steps.find((s) => s.id.startsWith('mark-missing'))!;
    expect(mark.target_columns).toEqual([2, 3, 4, 5, 6].map((k) => `column_${k}`));
    for (const cells of [5, 35, 227, 374, 11])
      expect(mark.rationale).toContain(`${cells} cells of`);
    const { before, after, low, high } = mark.gain!;
    expect(before).toBeCloseTo(0.83, 2);
    expect(after).toBeGreaterThan(before);
    expect(after).toBeCloseTo(0.837, 2);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  }, 60_000);
});
