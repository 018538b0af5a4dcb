import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { predictedLabels } from '#lib/engine/evaluate.ts';
import { changesOf } from '#lib/engine/explain/changes.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import { tableOf } from '#lib/engine/table.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { computeOf, matrixOf } from '../oracle/models/answers.ts';

const computes = { steps: stepComputes, models: modelComputes };

describe('what would change a class', () => {
  it('goes as far as the model says the other class, and not to where both are as likely', () => {
    // Two neighbours: between the classes one is of each, and of two that are as likely the first is said.
    const x = Array.from({ length: 10 }, (_, i) => i + 0.25);
    const modelState: unknown = driveSync(
      computeOf('kNeighbors').fit({
        ...{ X: matrixOf([x], ['x']), task: 'binary', nClasses: 2, seed: 1 },
        y: Float64Array.from(x, (value) => Number(value > 5)),
        params: v.parse(modelSpecs.kNeighbors.params, { nNeighbors: 2 }) as unknown,
      }),
    );
    const run: FittedRun = {
      ...{ model: 'kNeighbors', modelState, task: 'binary', inputs: ['x'], features: ['x'] },
      ...{ steps: [], modelVersion: computeOf('kNeighbors').state.version, classes: ['a', 'b'] },
    };
    const background = tableOf([['x', x]]);
    const said = (value: number): number =>
      predictedLabels(predictTable(run, tableOf([['x', [value]]]), computes), 2)[0]!;
    for (const [from, code] of [
      [0.25, 1],
      [9.25, 0],
    ] as const) {
      const ask = { run, background, row: tableOf([['x', [from]]]), frozen: new Set<string>() };
      const { list } = driveSync(changesOf({ ...ask, aim: { to: 'class', code } }, computes));
      expect(list).toHaveLength(1);
      expect(said(list[0]!.cells[0]!.to as number)).toBe(code);
    }
  });
});
