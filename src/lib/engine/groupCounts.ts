import { EngineError } from '#lib/recipe/errors.ts';
import type { GroupCounts } from '#lib/recipe/run.ts';
import type { AnyModelCompute, FitInput, Progress } from './model.ts';
import { RandomState } from './random.ts';
import { within, type RunDeps } from './run.ts';
import { takeMatrix } from './stability.ts';

/** Numbers of groups that are tried beside the chosen one. */
const usual = [2, 3, 4, 5, 6, 7, 8] as const;
/** So many rows the silhouette looks at; a fit of each number on more would take long unasked. */
const countedRows = 2000;

/**
 * Fits a model that is told how many groups to find with other numbers, and has the silhouette of each: on all training
 * rows, or a sample of them. Null where the model is told no number.
 */
export function* groupCountsOf(
  model: AnyModelCompute,
  input: FitInput<unknown>,
  scoring: RunDeps['scoring'],
): Generator<Progress, GroupCounts | null> {
  const params = input.params as Readonly<Record<string, unknown>>;
  const param = ['nClusters', 'nComponents'].find((name) => typeof params[name] === 'number');
  if (param === undefined) return null;
  const chosen = params[param] as number;
  const sample = sampled(input);
  const tried: GroupCounts['tried'][number][] = [];
  const numbers = [...new Set([...usual, chosen])].toSorted((a, b) => a - b);
  for (const [i, groups] of numbers.entries()) {
    const asked = { ...sample, params: { ...params, [param]: groups } };
    const part = silhouetteOf(model, asked, scoring);
    const silhouette = yield* within(i / numbers.length, (i + 1) / numbers.length, part);
    tried.push({ groups, silhouette });
  }
  return { param, chosen, rows: sample.X.rows, tried };
}

/** Null for one group, for rows that are fewer than the groups, and where the model refuses. */
function* silhouetteOf(
  model: AnyModelCompute,
  input: FitInput<unknown>,
  scoring: RunDeps['scoring'],
): Generator<Progress, number | null> {
  let fitted: unknown;
  try {
    fitted = yield* model.fit(input);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
  return scoring.score('silhouette', {
    task: 'clustering',
    nClasses: 0,
    yTrue: new Float64Array(0),
    predicted: Float64Array.from(model.describe!(fitted).labels),
    matrix: input.X,
    seed: input.seed,
  });
}

function sampled(input: FitInput<unknown>): FitInput<unknown> {
  const { X, weight, seed } = input;
  if (X.rows <= countedRows) return input;
  const rows = new RandomState(seed).permutation(X.rows).slice(0, countedRows).sort();
  const counted = weight && Float64Array.from(rows, (i) => weight[i]!);
  return { ...input, X: takeMatrix(X, rows), ...(counted && { weight: counted }) };
}
