import type { Drawn, Placed, StepDrawing } from '#lib/codegen/onnx/drawing.ts';
import { doubles, type Graph, type Value } from '#lib/codegen/onnx/graph.ts';
import { productsOf } from './create/products.ts';
import type { StepId } from './specs.ts';

const noOperator = 'the operators of ONNX cannot say it';
const notSaid = 'this version of Tabwise has no ONNX for it';

type Columns = Map<string, Value>;

const drawing = (draw: StepDrawing): Drawn<StepDrawing> => ({ draw });

/** A number of each column by what was learned of it; a gap stays a gap. */
const eachColumn = (change: (g: Graph, x: Value, state: never, step: Placed) => Value) =>
  drawing((g, columns, step) => {
    step.columns.forEach((name, j) => {
      columns.set(name, change(g, columns.get(name)!, step.state[j] as never, step));
    });
  });

/** Levels to numbers; missing is the empty text. */
function byLevels(
  g: Graph,
  x: Value,
  levels: readonly (readonly [string | null, number])[],
  unknown: number,
): Value {
  const all: readonly (readonly [string | null, number])[] =
    levels.length > 0 ? levels : [[null, unknown]];
  return g.op('LabelEncoder', [x], {
    keys_tensor: { type: 'string', dims: [all.length], values: all.map(([level]) => level ?? '') },
    values_tensor: doubles(all.map(([, number]) => number)),
    default_tensor: doubles([unknown]),
  });
}

const asNumber = (g: Graph, condition: Value): Value => g.op('Cast', [condition], { to: 11 });

const oneHot = drawing((g, columns, { columns: names, state }) => {
  names.forEach((name, j) => {
    const own = state[j] as {
      names: string[];
      levels: [string | null, number][];
      unknown: number;
    };
    const place = byLevels(g, columns.get(name)!, own.levels, own.unknown);
    columns.delete(name);
    own.names.forEach((made, k) =>
      columns.set(made, asNumber(g, g.op('Equal', [place, g.number(k)]))),
    );
  });
});

const encoded = drawing((g, columns, { columns: names, state }) => {
  names.forEach((name, j) => {
    const own = state[j] as {
      names: string[];
      levels: [string | null, number[]][];
      unknown: number[];
    };
    const x = columns.get(name)!;
    columns.delete(name);
    own.names.forEach((made, k) => {
      const levels = own.levels.map(([level, numbers]) => [level, numbers[k]!] as const);
      columns.set(made, byLevels(g, x, levels, own.unknown[k]!));
    });
  });
});

const groupStatistics = drawing((g, columns, { params, state }) => {
  for (const own of state as readonly {
    name: string;
    number: string;
    by: string;
    levels: [string, number][];
    other: number;
  }[]) {
    const figure = byLevels(g, columns.get(own.by)!, own.levels, own.other);
    const apart = params['statistic'] === 'deviation';
    columns.set(own.name, apart ? g.op('Sub', [columns.get(own.number)!, figure]) : figure);
  }
});

const selected = drawing((_, columns, { columns: names, state }) => {
  const { verdicts } = state as { verdicts: { keep: boolean }[] };
  names.forEach((name, j) => verdicts[j]!.keep || columns.delete(name));
});

const joined = (g: Graph, columns: Columns, names: readonly string[]): Value =>
  g.op(
    'Concat',
    names.map((name) => columns.get(name)!),
    { axis: 1 },
  );

const columnOf = (g: Graph, matrix: Value, k: number): Value =>
  g.op('Gather', [matrix, g.constant({ type: 'int64', dims: [1], values: [k] })], { axis: 1 });

const weightedSums = drawing((g, columns, { columns: names, state }) => {
  const own = state as { names: string[]; means: number[]; components: number[][] };
  const moved = g.op('Sub', [
    joined(g, columns, names),
    g.constant(doubles(own.means, [1, names.length])),
  ]);
  const weights = names.flatMap((_, j) => own.components.map((c) => c[j]!));
  const sums = g.op('MatMul', [
    moved,
    g.constant(doubles(weights, [names.length, own.names.length])),
  ]);
  for (const name of names) columns.delete(name);
  own.names.forEach((name, k) => columns.set(name, columnOf(g, sums, k)));
});

const impute = drawing((g, columns, { columns: names, state }) => {
  const { fills, indicators } = state as { fills: (number | string)[]; indicators: string[] };
  names.forEach((name, j) => {
    const [x, fill] = [columns.get(name)!, fills[j]!];
    const textual = typeof fill === 'string';
    const empty = (): Value => g.constant({ type: 'string', dims: [1, 1], values: [''] });
    const gap = textual ? g.op('Equal', [x, empty()]) : g.op('IsNaN', [x]);
    const by = textual
      ? g.constant({ type: 'string', dims: [1, 1], values: [fill] })
      : g.number(fill);
    columns.set(name, g.op('Where', [gap, by, x]));
    if (indicators.length > 0) columns.set(indicators[j]!, asNumber(g, gap));
  });
});

const within = (g: Graph, x: Value, low: number, high: number): Value => {
  const above = g.op('Where', [g.op('Less', [x, g.number(low)]), g.number(low), x]);
  return g.op('Where', [g.op('Greater', [above, g.number(high)]), g.number(high), above]);
};

interface Limits {
  readonly low: number;
  readonly high: number;
}

const flagOutliers = drawing((g, columns, { columns: names, state }) => {
  names.forEach((name, j) => {
    const { name: made, limits } = state[j] as { name: string; limits: Limits | null };
    const x = columns.get(name)!;
    const far = g.op('Or', [
      g.op('Less', [x, g.number(limits?.low ?? -Infinity)]),
      g.op('Greater', [x, g.number(limits?.high ?? Infinity)]),
    ]);
    columns.set(made, asNumber(g, far));
  });
});

/** @param passes how a number on an edge, or beyond it, compares with the edge */
const binsBy = (passes: 'Greater' | 'GreaterOrEqual') =>
  drawing((g, columns, { columns: names, state, params }) => {
    names.forEach((name, j) => {
      const { edges, names: made } = state[j] as { edges: number[]; names: string[] };
      const x = columns.get(name)!;
      // x − x is 0, and a gap stays a gap.
      const none = g.op('Sub', [x, x]);
      const place = edges.reduce(
        (sum, edge) => g.op('Add', [sum, asNumber(g, g.op(passes, [x, g.number(edge)]))]),
        none,
      );
      if (params['encode'] === 'ordinal') return columns.set(name, place);
      columns.delete(name);
      return made.forEach((own, k) => {
        const here = asNumber(g, g.op('Equal', [place, g.number(k)]));
        columns.set(own, g.op('Add', [here, none]));
      });
    });
  });

const ordinal = drawing((g, columns, { columns: names, state, params }) => {
  names.forEach((name, j) => {
    const { levels, missing } = state[j] as { levels: string[]; missing: number | null };
    const known = levels.map((level, k) => [level, k] as const);
    const unknown = params['unknownValue'] as number;
    const all = [...known, [null, missing ?? NaN] as const];
    columns.set(name, byLevels(g, columns.get(name)!, all, unknown));
  });
});

const polynomial = drawing((g, columns, { columns: names, state, params }) => {
  const settings = params as { degree: number; interactionOnly: boolean };
  const values = names.map((name) => columns.get(name)!);
  productsOf(names.length, settings).forEach((factors, k) => {
    const product = factors.map((j) => values[j]!).reduceRight((x, y) => g.op('Mul', [x, y]));
    columns.set((state as string[])[k]!, product);
  });
});

const normalizeRows = drawing((g, columns, { columns: names, params }) => {
  const matrix = joined(g, columns, names);
  const axis = g.constant({ type: 'int64', dims: [1], values: [1] });
  const sizes = g.op('Abs', [matrix]);
  const sum = (of: Value): Value => g.op('ReduceSum', [of, axis], { keepdims: 1 });
  const lengths: Readonly<Record<string, () => Value>> = {
    max: () => g.op('ReduceMax', [sizes, axis], { keepdims: 1 }),
    l1: () => sum(sizes),
    l2: () => g.op('Sqrt', [sum(g.op('Mul', [matrix, matrix]))]),
  };
  const length = lengths[params['norm'] as string]!();
  const none = g.op('Equal', [length, g.number(0)]);
  const by = g.op('Where', [none, g.number(1), length]);
  for (const name of names) columns.set(name, g.op('Div', [columns.get(name)!, by]));
});

/** (exp(p ln x) − 1) / p, or ln x where p is 0. */
function raised(g: Graph, x: Value, power: number): Value {
  const log = g.op('Log', [x]);
  if (Math.abs(power) < Number.EPSILON) return log;
  const grown = g.op('Exp', [g.op('Mul', [log, g.number(power)])]);
  return g.op('Div', [g.op('Sub', [grown, g.number(1)]), g.number(power)]);
}

/** Yeo and Johnson 2000, each side with the numbers of the other as 0. */
function yeoJohnson(g: Graph, x: Value, lambda: number): Value {
  const [zero, one] = [g.number(0), g.number(1)];
  const positive = g.op('GreaterOrEqual', [x, zero]);
  const up = g.op('Add', [g.op('Where', [positive, x, zero]), one]);
  const down = g.op('Sub', [one, g.op('Where', [positive, zero, x])]);
  const below = g.op('Neg', [raised(g, down, 2 - lambda)]);
  return g.op('Where', [positive, raised(g, up, lambda), below]);
}

interface Power {
  readonly method: string;
  readonly lambda: number;
  readonly mean: number;
  readonly scale: number;
}

const powerTransform = eachColumn((g, x, { method, lambda, mean, scale }: Power) => {
  const found = method === 'box-cox' ? raised(g, x, lambda) : yeoJohnson(g, x, lambda);
  return g.op('Div', [g.op('Sub', [found, g.number(mean)]), g.number(scale)]);
});

/** How each learned step is drawn in ONNX; or why it is not. */
export const stepDrawings = {
  impute,
  dropSparse: drawing((_, columns, { columns: names, state, params }) => {
    const shares = state as number[];
    names.forEach((n, j) => shares[j]! > (params['threshold'] as number) && columns.delete(n));
  }),
  oneHot,
  ordinal,
  targetEncode: encoded,
  frequencyEncode: encoded,
  weightOfEvidence: encoded,
  binaryEncode: encoded,
  standardScale: eachColumn((g, x, { mean, scale }: { mean: number; scale: number }) =>
    g.op('Div', [g.op('Sub', [x, g.number(mean)]), g.number(scale)]),
  ),
  robustScale: eachColumn((g, x, { center, scale }: { center: number; scale: number }) =>
    g.op('Div', [g.op('Sub', [x, g.number(center)]), g.number(scale)]),
  ),
  minMaxScale: eachColumn(
    (g, x, { scale, offset }: { scale: number; offset: number }, { params }) => {
      const moved = g.op('Add', [g.op('Mul', [x, g.number(scale)]), g.number(offset)]);
      const [min, max] = [params['min'] as number, params['max'] as number];
      return params['clip'] === true ? within(g, moved, min, max) : moved;
    },
  ),
  maxAbsScale: eachColumn((g, x, most: number) => g.op('Div', [x, g.number(most)])),
  winsorize: eachColumn((g, x, limits: Limits | null) =>
    limits ? within(g, x, limits.low, limits.high) : x,
  ),
  flagOutliers,
  kBins: binsBy('GreaterOrEqual'),
  treeBins: binsBy('Greater'),
  varianceThreshold: selected,
  correlationFilter: selected,
  selectKBest: selected,
  selectFromModel: selected,
  rfe: selected,
  rfecv: selected,
  groupStatistics,
  pca: weightedSums,
  truncatedSvd: weightedSums,
  incrementalPca: weightedSums,
  fastIca: weightedSums,
  factorAnalysis: weightedSums,
  lda: weightedSums,
  polynomial,
  normalizeRows,
  powerTransform,
  quantileTransform: noOperator,
  textTerms: noOperator,
  hashEncode: noOperator,
  flagUnusual: notSaid,
  knnImpute: notSaid,
  iterativeImpute: notSaid,
  nmf: notSaid,
  kernelPca: notSaid,
  isomap: notSaid,
  umap: notSaid,
} satisfies Partial<Record<StepId, Drawn<StepDrawing>>>;
