// Trains as the product's worker does, for scripts/measure-memory.mjs: a made table, a whole run, nothing kept.
import { trainModel } from '#lib/engine/experiment.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { Column } from '#lib/engine/table.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { baselineId, modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { recipeVersion } from '#lib/recipe/version.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { releaserOf } from '#lib/workers/held.ts';
import { runTask } from '#lib/workers/tasks.ts';
import { scoring } from '#lib/workers/scoring.ts';

export interface Wanted {
  readonly model: ModelId;
  readonly params: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly columns: number;
}

/** Numbers about 0, and a target of two classes that follows the first columns. */
function tableOf({ rows, columns }: Wanted): Loaded {
  let state = 7;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const filled = (value: (i: number) => number): Float64Array => {
    const out = new Float64Array(rows);
    for (let i = 0; i < rows; i += 1) out[i] = value(i);
    return out;
  };
  const x = Array.from({ length: columns }, () => filled(random));
  const y = filled((i) => (x[0]![i]! + x[1]![i]! * x[2]![i]! + 0.3 * random() > 0 ? 1 : 0));
  const named = x.map((values, j): [string, Column] => [`x${j}`, { kind: 'number', values }]);
  return {
    table: { rows, columns: new Map([...named, ['y', { kind: 'number', values: y }]]) },
    rid: Int32Array.from({ length: rows }, (_, i) => i),
  };
}

const recipeOf = ({ model, params, columns }: Wanted): Recipe => ({
  format: 'tabwise-recipe',
  version: recipeVersion,
  name: 'made',
  source: {
    file: { name: 'made.csv', bytes: 1, sha256: '0'.repeat(64) },
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
    columns: [...Array.from({ length: columns }, (_, j) => `x${j}`), 'y'].map((name) => ({
      name,
      header: name,
      type: name === 'y' ? 'integer' : 'number',
      role: name === 'y' ? 'target' : 'feature',
      meaning: 'none',
      parse: plainNumber,
    })),
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  },
  task: 'binary',
  steps: [],
  split: { method: 'random', validation: 0, test: 0.2, stratify: true, seed: 1 },
  models: [
    {
      key: 'm',
      model,
      version: 1,
      params: parseParams(modelSpecs[model].params, params, model) as Record<string, unknown>,
    },
  ],
  seed: 1,
});

let held: { readonly shape: string; readonly loaded: Loaded } | null = null;

/** @returns the score on the test rows */
export async function trainMade(wanted: Wanted): Promise<number | null> {
  const shape = `${wanted.rows} x ${wanted.columns}`;
  if (held?.shape !== shape) held = { shape, loaded: tableOf(wanted) };
  const { loaded } = held;
  const { result } = await runTask(
    'memory',
    trainModel(loaded, recipeOf(wanted), 'm', {
      computes: { steps: stepComputes, models: modelComputes },
      scoring,
      baseline: baselineId,
      log: () => undefined,
      seconds: () => 0,
      release: releaserOf(loaded, () => (held = null)),
    }),
  );
  return result.intervals[2]!.value;
}
