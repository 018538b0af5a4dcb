import { describe, expect, it } from 'vitest';
import { confusionRows, worstConfusion } from '#lib/features/charts/confusion.ts';
import { bins, typicalError, worstFirst } from '#lib/features/charts/spread.ts';
import { amount, shortName } from '#lib/features/charts/words.ts';
import { compareMetrics, mayTie } from '#lib/features/evaluate/compare.ts';
import { operatingPoint } from '#lib/features/evaluate/curves.ts';
import { againstBaseline, overfit, verdicts } from '#lib/features/evaluate/honesty.ts';
import { scoreText } from '#lib/features/evaluate/metric.ts';
import { bestRun, staleWords } from '#lib/features/evaluate/runs.ts';
import { runKey } from '#lib/recipe/hash.ts';
import { emptyHistory } from '#lib/recipe/history.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { fileRow, plainNumber, type Source } from '#lib/recipe/source.ts';
import type { Part, RunResult } from '#lib/recipe/run.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

const charts = { confusion: [], roc: [], precisionRecall: [], predicted: [] };

interface Given {
  readonly train: number;
  readonly judged: number;
  readonly low: number;
  readonly high: number;
  readonly baseline?: number;
  readonly part?: Part;
}

function resultWith({
  train,
  judged,
  low,
  high,
  baseline = 0.5,
  part = 'validation',
}: Given): RunResult {
  const interval = { metric: 'roc_auc', part, value: judged, low, high };
  return {
    key: 'k',
    modelKey: 'm',
    model: 'logisticRegression',
    params: {},
    task: 'binary',
    target: 'y',
    classes: ['no', 'yes'],
    rows: { train: 60, validation: 20, test: 20 },
    rowsLeftOut: 0,
    inputs: ['a'],
    features: ['a'],
    metrics: {
      train: [['roc_auc', train]],
      validation: [['roc_auc', judged]],
      test: [['roc_auc', judged]],
    },
    baseline: {
      train: [['roc_auc', 0.5]],
      validation: [['roc_auc', baseline]],
      test: [['roc_auc', baseline]],
    },
    judged: interval,
    intervals: [interval],
    fitted: {},
    charts: { train: charts, validation: charts, test: charts },
    importance: [],
    importanceRows: 0,
    seconds: 1,
  };
}

const run = (taskId: string, result: RunResult): StoredRun => ({
  projectId: 'p',
  taskId,
  finishedAt: '2026-01-01T10:00:10.000Z',
  result,
});

const source: Source = {
  file: { name: 'a.csv', bytes: 1, sha256: '' },
  packing: null,
  format: {
    kind: 'delimited',
    encoding: 'utf-8',
    undecodable: 'refuse',
    delimiter: ',',
    quote: '"',
    escape: '',
    comment: '',
    skip: 0,
    header: 1,
    footer: 0,
  },
  missing: [''],
  columns: [
    {
      name: 'y',
      header: 'y',
      type: 'integer',
      role: 'target',
      meaning: 'none',
      parse: plainNumber,
    },
  ],
  rejectedRows: [3, 4, 9],
  repairedRows: [],
  sample: null,
};

const recipe: Recipe = {
  format: 'tabwise-recipe',
  version: 3,
  name: 'a',
  source,
  task: 'binary',
  steps: [],
  split: { method: 'random', validation: 0.2, test: 0.2, stratify: true, seed: 42 },
  models: [{ key: 'm', model: 'logisticRegression', version: 1, params: {} }],
  seed: 42,
};

describe('what the evaluate page says', () => {
  it('calls a training score outside the interval learning by heart, and one inside not', () => {
    expect(overfit(resultWith({ train: 0.95, judged: 0.8, low: 0.7, high: 0.9 }))?.tone).toBe(
      'warning',
    );
    expect(overfit(resultWith({ train: 0.88, judged: 0.8, low: 0.7, high: 0.9 }))?.tone).toBe(
      'neutral',
    );
  });

  it('warns when the interval reaches the baseline', () => {
    expect(
      againstBaseline(resultWith({ train: 0.6, judged: 0.55, low: 0.49, high: 0.6 }))?.text,
    ).toContain('0.500');
    expect(
      againstBaseline(resultWith({ train: 0.6, judged: 0.6, low: 0.51, high: 0.7 })),
    ).toBeNull();
  });

  it('says when runs are ranked on test rows', () => {
    const said = verdicts(
      resultWith({ train: 0.8, judged: 0.8, low: 0.7, high: 0.9, part: 'test' }),
    );
    expect(said.at(-1)?.text).toContain('no validation part');
  });

  it('writes an undefined score in words and never a minus before zero', () => {
    expect(scoreText('r2', null)).toBe('not defined');
    expect(scoreText('r2', -0.0001)).toBe('0.000');
    expect(scoreText('r2', -0.25)).toBe('−0.250');
    expect(scoreText('rmse', 68592.4)).toBe('68,592');
  });

  it('takes the best fresh run, and not a better stale one', () => {
    const fresh = run('fresh', resultWith({ train: 0.8, judged: 0.7, low: 0.6, high: 0.8 }));
    const stale = run('stale', resultWith({ train: 0.9, judged: 0.9, low: 0.8, high: 1 }));
    expect(
      bestRun(
        [
          { run: stale, stale: true },
          { run: fresh, stale: false },
        ],
        [],
      ),
    ).toBe(fresh);
  });

  it('counts the edits since a run, and says when its model is gone', () => {
    const base = resultWith({ train: 0.8, judged: 0.7, low: 0.6, high: 0.8 });
    const fresh = run('a', { ...base, key: runKey(recipe, 'm') });
    expect(staleWords(recipe, emptyHistory, fresh)).toBeNull();
    const edit = { kind: 'setSeed', seed: 1 } as const;
    const at = (time: string) => ({ edit, inverse: edit, label: '', at: time });
    const moments = [
      at('2026-01-01T09:00:00.000Z'),
      at('2026-01-01T11:00:00.000Z'),
      at('2026-01-01T11:01:00.000Z'),
    ];
    expect(staleWords({ ...recipe, seed: 1 }, { moments, cursor: 3 }, fresh)).toBe(
      'trained before the last 2 edits',
    );
    expect(staleWords({ ...recipe, models: [] }, emptyHistory, fresh)).toContain('left out');
  });

  it('measures every run against the first', () => {
    const a = run('a', resultWith({ train: 0.8, judged: 0.7, low: 0.6, high: 0.8 }));
    const b = run('b', resultWith({ train: 0.8, judged: 0.75, low: 0.65, high: 0.85 }));
    const [row] = compareMetrics([a, b], 'validation');
    expect(row!.cells[1]!.difference).toBeCloseTo(0.05, 12);
    expect(row!.cells.map((c) => c.best)).toEqual([false, true]);
    expect(mayTie(a, b, 'validation')).toBe(true);
  });

  it('names the row of the file as the data layer does, rejected rows counted', () => {
    for (let rid = 0; rid < 12; rid += 1)
      expect(source.rejectedRows).not.toContain(fileRow(source, rid));
    expect(fileRow(source, 0)).toBe(2);
    expect(fileRow(source, 1)).toBe(5);
  });
});

describe('what the charts show', () => {
  it('names the cells of a binary matrix, the last class being positive', () => {
    const rows = confusionRows([92, 18, 19, 50], ['died', 'survived']);
    expect(rows.flatMap((r) => r.cells.map((c) => c.word))).toEqual([
      'right',
      'false alarm',
      'missed',
      'right',
    ]);
    expect(rows[1]!.cells[0]!.share).toBeCloseTo(19 / 69, 12);
    expect(worstConfusion(rows)).toEqual({
      actual: 'survived',
      predicted: 'died',
      count: 19,
      total: 69,
    });
  });

  it('puts the decision at 0.50 on the ROC and the precision-recall curve', () => {
    const counts = [92, 18, 19, 50];
    expect(operatingPoint(counts, 'roc')).toMatchObject({ x: 18 / 110, y: 50 / 69 });
    expect(operatingPoint(counts, 'precisionRecall')).toMatchObject({ x: 50 / 69, y: 50 / 68 });
    expect(operatingPoint([5, 0, 0, 0], 'roc')).toBeNull();
  });

  it('counts every residual in one bin, with a border at zero', () => {
    const values = [-3, -1, 0, 0.5, 2, 7];
    const shown = bins(values, 5);
    expect(shown.reduce((sum, b) => sum + b.count, 0)).toBe(values.length);
    expect(shown.some((b) => Math.abs(b.from) < 1e-9)).toBe(true);
    expect(bins([4, 4, 4], 8).reduce((sum, b) => sum + b.count, 0)).toBe(3);
  });

  it('gives the median error and the worst rows first', () => {
    const rows = [1, 2, 3, 10].map((e, rid) => ({ rid, actual: e, predicted: 0 }));
    expect(typicalError(rows)).toBe(2.5);
    expect(worstFirst(rows, 1)[0]!.rid).toBe(3);
  });

  it('shortens numbers and names so that they still differ', () => {
    expect([206855.8, 12.3456, -0.0042, 3e-12, 0].map(amount)).toEqual([
      '206,856',
      '12.35',
      '−0.0042',
      '3e-12',
      '0',
    ]);
    expect(shortName('ocean_proximity_INLAND', 12)).toBe('ocean_…NLAND');
  });
});
