import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Explainer } from '#lib/engine/explain/shap.ts';
import { fairnessOfRun } from '#lib/engine/fairness/ofRun.ts';
import { mitigate } from '#lib/engine/study/mitigate.ts';
import { outOfFold } from '#lib/engine/study/outOfFold.ts';
import { marginOf } from '#lib/recipe/explanation.ts';
import type { RunResult } from '#lib/recipe/run.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { errorOf } from '../contract/models.support.ts';
import { computes, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model } from './recipe.support.ts';

/** What a run of a classifier without probabilities says, and what it does not (docs/decisions/0016). */

const table = loaded(people(400));
const scoresOf = ({ metrics }: RunResult): ReadonlyMap<string, number | null> =>
  new Map(metrics.test);
const reasonsOf = ({ notDefined }: RunResult): ReadonlyMap<string, string> =>
  new Map(notDefined!.test);

it('judges groups at the thresholds that are kept for each', () => {
  const recipe = peopleRecipe('survived', { models: [model('logisticRegression')] });
  const { fitted } = train(table, recipe);
  const levels = ['female', 'male'];
  const of = levels.map((level, threshold) => ({
    cells: [{ kind: 'level' as const, level }],
    threshold,
  }));
  const cut = { version: 1, threshold: 0.5, groups: { columns: ['sex'], of }, chosen: null };
  const on = { loaded: table, recipe, run: { ...fitted, cut }, lent: null };
  const ask = { columns: ['sex'], bins: 4, part: 'test' as const, code: null, threshold: null };
  const found = driveSync(fairnessOfRun(on, ask, computes));
  expect(found.threshold).toBe('kept');
  for (const { cells, measures } of found.groups)
    for (const cell of cells)
      if (cell.kind === 'level' && levels.includes(cell.level))
        expect(measures.selectionRate!.value).toBe(cell.level === 'female' ? 1 : 0);
});

describe.each([
  ['perceptron', {}],
  ['sgdClassifier', { loss: 'hinge' }],
] as const)('%s %o', (id, params) => {
  const of = (target: 'survived' | 'kind') => peopleRecipe(target, { models: [model(id, params)] });
  const two = train(table, of('survived'));
  const three = train(table, of('kind'));

  it('treats groups by its own classes, and has no threshold to choose', () => {
    const on = { loaded: table, recipe: of('survived'), run: two.fitted, lent: null };
    const ask = { columns: ['sex'], bins: 4, part: 'test' as const, code: null, threshold: null };
    const found = driveSync(fairnessOfRun(on, ask, computes));
    expect(found.threshold).toBeNull();
    expect(found.all.accuracy!.value).toBeCloseTo(scoresOf(two.result).get('accuracy')!, 12);
    expect(
      errorOf(() => driveSync(fairnessOfRun(on, { ...ask, threshold: 0.3 }, computes))),
    ).toMatchObject({ detail: { code: 'recipe-invalid' } });
    const asked = { columns: ['sex'], bins: 4, nSplits: 2, aim: 'equalOpportunity' } as const;
    expect(
      errorOf(() =>
        driveSync(
          mitigate(table, of('survived'), of('survived').models[0]!.key, {
            ...asked,
            computes,
            scoring,
          }),
        ),
      ),
    ).toMatchObject({ detail: { code: 'recipe-invalid' } });
  });

  it('is scored by its order where scikit-learn’s scorers are, and not by probabilities', () => {
    const scores = scoresOf(two.result);
    expect(scores.get('roc_auc')).toBeGreaterThan(0.7);
    expect(scores.get('average_precision')).toBeGreaterThan(0.7);
    expect(scores.get('accuracy')).toBeGreaterThan(0.7);
    for (const name of ['log_loss', 'brier']) {
      expect(scores.get(name)).toBeNull();
      expect(reasonsOf(two.result).get(name)).toMatch(/gives no probabilities/);
    }
    expect(scoresOf(three.result).get('roc_auc_ovr')).toBeNull();
    expect(scoresOf(three.result).get('top_2_accuracy')).toBeGreaterThan(0.8);
    expect(two.result.judged.value).toBe(new Map(two.result.metrics.validation).get('roc_auc'));
  });

  it('leaves out what needs probabilities, and keeps what does not', () => {
    for (const { result } of [two, three]) {
      const { diagnosis, roc } = result.charts.test;
      expect(result.decisions).toBe(true);
      expect(result.conformal).toBeUndefined();
      expect(diagnosis?.thresholds).toBeUndefined();
      expect(diagnosis?.calibration).toBeUndefined();
      expect(diagnosis?.gains?.length).toBeGreaterThan(0);
      expect(roc.length).toBeGreaterThan(0);
      expect(result.importance.some(({ mean }) => mean > 0.05)).toBe(true);
    }
  });

  it('has Shapley values that add up to its decision values', () => {
    for (const { fitted } of [two, three]) {
      const explainer = new Explainer(
        { run: fitted, background: table.table, seed: 1, walks: 5 },
        computes,
      );
      const found = driveSync(
        explainer.explain({ table: table.table, rid: table.rid, classes: null }),
      );
      expect(found).toMatchObject({ method: 'linear', scale: 'decision' });
      expect(found.gap).toBeLessThan(1e-9);
      const width = fitted.classes!.length;
      const [output] = found.outputs;
      const code = width === 2 ? 1 : 0;
      expect(marginOf(output!, 7, found.features.length)).toBeCloseTo(
        found.predicted[7 * width + code]!,
        9,
      );
    }
  });

  it('is refused a threshold and a recalibration', () => {
    const own = of('survived');
    const study = outOfFold(table, own, own.models[0]!.key, { computes, scoring, nSplits: 3 });
    expect(errorOf(() => driveSync(study)).detail.what).toMatch(/gives no probabilities/);
  });
});
