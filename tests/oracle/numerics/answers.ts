import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RandomState } from '#lib/engine/random.ts';

/** What numpy and scikit-learn answered (generate.py), and the same draws as its inputs. */

export type Brief =
  | { readonly all: readonly number[] }
  | { readonly length: number; readonly first: readonly number[]; readonly sha256: string };

export interface DrawnClasses {
  readonly yTrue: Float64Array;
  readonly predicted: Float64Array;
  readonly nClasses: number;
}

type Drawn = readonly [seed: number, n: number, nClasses: number, levels: number];

interface Answers {
  readonly random: readonly {
    readonly seed: number | readonly number[] | 'range(700)';
    readonly uint32: readonly number[];
    readonly random_sample: readonly number[];
    readonly permutations: readonly Brief[];
    readonly randints: readonly (readonly [number, number, readonly number[]])[];
    readonly choice: readonly number[];
    readonly choice_without: readonly number[];
    readonly normal: readonly number[];
    readonly mixed: readonly [number, readonly number[], number, number, number, number];
  }[];
  readonly split: readonly {
    readonly name: string;
    readonly n: number;
    readonly shares: readonly number[] | null;
    readonly test: number;
    readonly seed: number;
    readonly train: Brief;
    readonly held: Brief;
  }[];
  readonly three: readonly {
    readonly n: number;
    readonly shares: readonly number[] | null;
    readonly test: number;
    readonly validation: number;
    readonly seed: number;
    readonly parts: readonly [Brief, Brief, Brief];
  }[];
  readonly refused: readonly (readonly [number, readonly number[] | null, number, boolean])[];
  readonly folds: readonly {
    readonly kind: 'plain' | 'stratified' | 'group' | 'time' | 'repeated' | 'repeatedStratified';
    readonly n: number;
    readonly splits: number;
    readonly seed?: number | null;
    readonly shares?: readonly number[];
    readonly given?: {
      readonly gap?: number;
      readonly max_train_size?: number;
      readonly test_size?: number;
    };
    readonly folds: readonly (readonly [Brief, Brief])[];
  }[];
  readonly grouped: readonly {
    readonly n: number;
    readonly groups: number;
    readonly shares: readonly number[];
    readonly seed: number | null;
    readonly folds: readonly (readonly [Brief, Brief])[];
    readonly parts: readonly [Brief, Brief];
  }[];
  readonly metrics: readonly {
    readonly drawn?: Drawn;
    readonly drawn_values?: readonly [number, number];
    readonly y?: readonly number[];
    readonly proba?: readonly (readonly number[])[];
    readonly values?: readonly number[];
    readonly scores: Readonly<Record<string, number | null>>;
  }[];
  readonly curves: readonly {
    readonly drawn: Drawn;
    readonly roc: readonly (readonly number[])[];
    readonly precision_recall: readonly (readonly number[])[];
    readonly confusion: readonly number[];
  }[];
  readonly stats: {
    readonly cases: readonly {
      readonly values: readonly number[];
      readonly mean: number | null;
      readonly population: number | null;
      readonly sample: number | null;
      readonly median: number;
      readonly quantiles: readonly (readonly [number, number])[];
      readonly mode: number;
    }[];
    readonly histogram: readonly [readonly number[], readonly number[]];
  };
  readonly importance: readonly {
    readonly feature: string;
    readonly mean: number;
    readonly std: number;
  }[];
  readonly bootstrap: readonly [number, number];
}

export const answers = JSON.parse(
  readFileSync(new URL('answers.json', import.meta.url), 'utf8'),
) as Answers;

/** The form in which generate.py writes integers. */
export function brief(values: Int32Array): Brief {
  if (values.length <= 40) return { all: [...values] };
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { length: values.length, first: [...values.subarray(0, 10)], sha256 };
}

export function drawCodes(n: number, shares: readonly number[], seed: number): Int32Array {
  const edges = shares.map((_, i) => shares.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const rng = new RandomState(seed);
  return Int32Array.from({ length: n }, () => {
    const x = rng.randomSample() * edges.at(-1)!;
    return edges.filter((e) => e <= x).length;
  });
}

export function drawClasses([seed, n, nClasses, levels]: Drawn): DrawnClasses {
  const rng = new RandomState(seed);
  const yTrue = Float64Array.from({ length: n }, () =>
    Math.floor(rng.randomSample() ** 2 * nClasses),
  );
  const weights = Float64Array.from(
    { length: n * nClasses },
    () => Math.floor(rng.randomSample() * levels) + 1,
  );
  yTrue.forEach((c, i) => {
    weights[i * nClasses + c]! += Math.floor(levels / 3);
  });
  const predicted = weights.map((w, k) => {
    const row = Math.floor(k / nClasses) * nClasses;
    return w / weights.subarray(row, row + nClasses).reduce((a, b) => a + b, 0);
  });
  return { yTrue, predicted, nClasses };
}

export function drawValues([seed, n]: readonly [number, number]): {
  readonly yTrue: Float64Array;
  readonly predicted: Float64Array;
} {
  const rng = new RandomState(seed);
  const yTrue = Float64Array.from({ length: n }, () => rng.randomSample() * 100);
  const predicted = yTrue.map((y) => y + (rng.randomSample() - 0.5) * 20);
  return { yTrue, predicted };
}

/** |a − b| as a share of b where b is not small. */
export const apart = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));
