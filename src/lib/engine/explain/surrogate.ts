import type { FittedRun, Part } from '#lib/recipe/run.ts';
import type { Condition, Rule, Surrogate } from '#lib/recipe/surrogate.ts';
import type { Matrix } from '../matrix.ts';
import type { Progress } from '../model.ts';
import { modelCompute, predictTable, type Computes } from '../predictor.ts';
import type { Column, Table } from '../table.ts';
import type { ShapTree } from './margin.ts';

export interface SurrogateAsk {
  readonly run: FittedRun;
  /** Raw training rows, and raw rows of another part. */
  readonly train: Table;
  readonly held: Table;
  readonly part: Part;
  /** Class whose probability is told; 0 for a number. */
  readonly code: number;
  readonly depth: number;
  readonly seed: number;
}

/** Levels of a category that the tree may ask for, the most frequent. */
const levelsAsked = 12;

/** A question that the tree may ask of a raw row. */
interface Asked {
  readonly column: string;
  /** Of a category the level asked for; undefined for numbers. */
  readonly level?: string | null;
  /** Whether training rows have gaps in it. */
  readonly gaps: boolean;
}

/**
 * A global surrogate (Molnar, Interpretable machine learning, chapter 8.6): a small tree grown on the raw columns towards what
 * the model says of the training rows. Its fidelity is how much of the model's variation it tells, on rows it has not seen.
 */
export function* surrogateOf(
  ask: SurrogateAsk,
  computes: Computes,
): Generator<Progress, Surrogate> {
  const { run, train, held, part, code, depth, seed } = ask;
  const asked = askedOf(train, run.inputs);
  yield { share: 0 };
  const [y, other] = [train, held].map((table) => saidOf(ask, table, code, computes)) as [
    Float64Array,
    Float64Array,
  ];
  yield { share: 0.3 };
  const X = matrixOf(train, asked);
  const tree = modelCompute(computes.models, 'decisionTree');
  const params = {
    ...{ criterion: 'squared_error', maxDepth: depth, minSamplesSplit: 2, maxFeatures: 'all' },
    ...{ minSamplesLeaf: Math.max(5, Math.round(train.rows / 100)), classWeight: 'none' },
  };
  const growing = tree.fit({ X, y, task: 'regression', nClasses: 1, params, seed });
  let turn = growing.next();
  for (; !turn.done; turn = growing.next()) yield { share: 0.3 + 0.6 * turn.value.share };
  const fitted: unknown = turn.value;
  const [grown] = tree.margin!(fitted, { names: X.names, classified: false }).trees;
  return {
    label: run.classes?.[code] ?? null,
    depth,
    rules: rulesOf(grown!, asked),
    fidelity: {
      train: fidelity(y, tree.predict(fitted, X)),
      held: fidelity(other, tree.predict(fitted, matrixOf(held, asked))),
      part,
    },
  };
}

function saidOf(
  { run }: SurrogateAsk,
  table: Table,
  code: number,
  computes: Computes,
): Float64Array {
  const said = predictTable(run, table, computes);
  const width = run.classes?.length ?? 1;
  return Float64Array.from({ length: table.rows }, (_, i) => said[i * width + code]!);
}

/** R²: the share of the model's own variation that the tree tells; 1 for a model that says the same of every row. */
function fidelity(said: Float64Array, told: Float64Array): number {
  const mean = said.reduce((sum, x) => sum + x, 0) / said.length;
  const whole = said.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const left = said.reduce((sum, x, i) => sum + (x - told[i]!) ** 2, 0);
  return whole > 0 ? 1 - left / whole : left === 0 ? 1 : 0;
}

function askedOf(table: Table, inputs: readonly string[]): readonly Asked[] {
  return inputs.flatMap((column): Asked[] => {
    const cells = table.columns.get(column)!;
    if (cells.kind === 'number')
      return [{ column, gaps: cells.values.some((x) => Number.isNaN(x)) }];
    const counts = new Map<string | null, number>();
    for (const code of cells.codes) {
      const level = code < 0 ? null : cells.levels[code]!;
      counts.set(level, (counts.get(level) ?? 0) + 1);
    }
    return [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, levelsAsked)
      .map(([level]) => ({ column, level, gaps: false }));
  });
}

const matrixOf = ({ rows, columns }: Table, asked: readonly Asked[]): Matrix => ({
  rows,
  names: asked.map((one) => JSON.stringify([one.column, one.level ?? null, 'level' in one])),
  columns: asked.map(({ column, level }) => answersOf(columns.get(column)!, level)),
});

function answersOf(cells: Column, level: string | null | undefined): Float64Array {
  if (cells.kind === 'number') return cells.values;
  const wanted = level === null || level === undefined ? -1 : cells.levels.indexOf(level);
  // A level that these rows do not have is none of theirs.
  const code = level !== null && wanted < 0 ? -2 : wanted;
  return Float64Array.from(cells.codes, (own) => (own === code ? 1 : 0));
}

/** One rule a leaf, what a path says twice of a column taken together. */
function rulesOf(tree: ShapTree, asked: readonly Asked[]): readonly Rule[] {
  const rules: Rule[] = [];
  const open: { readonly node: number; readonly conditions: readonly Condition[] }[] = [
    { node: 0, conditions: [] },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, conditions } = next;
    const feature = tree.feature(node);
    if (feature < 0) {
      rules.push({ conditions, value: tree.value(node, 0), rows: tree.rows(node) });
      continue;
    }
    const one = asked[feature]!;
    for (const left of [true, false])
      open.push({
        node: left ? tree.left(node) : tree.right(node),
        conditions: and(conditions, one, { tree, node, left }),
      });
  }
  return rules.sort((a, b) => b.value - a.value);
}

interface Branch {
  readonly tree: ShapTree;
  readonly node: number;
  readonly left: boolean;
}

/** The conditions so far, and what one more branch says. */
function and(
  conditions: readonly Condition[],
  { column, level, gaps }: Asked,
  branch: Branch,
): readonly Condition[] {
  const before = conditions.find((c) => c.column === column);
  const rest = conditions.filter((c) => c !== before);
  if (level !== undefined)
    return [
      ...rest,
      ofLevel(before?.kind === 'category' ? before : null, { column, level, branch }),
    ];
  const start = { column, kind: 'number', above: null, upTo: null, missing: gaps } as const;
  return [...rest, ofNumber(before?.kind === 'number' ? before : start, branch)];
}

type OfLevel = Extract<Condition, { readonly kind: 'category' }>;
type OfNumber = Extract<Condition, { readonly kind: 'number' }>;

/** Right of the middle between 0 and 1 stands the level itself. */
function ofLevel(
  before: OfLevel | null,
  about: { readonly column: string; readonly level: string | null; readonly branch: Branch },
): OfLevel {
  const { column, level, branch } = about;
  if (!branch.left) return { column, kind: 'category', is: level, isNot: [] };
  if (before?.is !== undefined) return before;
  return { column, kind: 'category', isNot: [...(before?.isNot ?? []), level] };
}

function ofNumber(before: OfNumber, { tree, node, left }: Branch): OfNumber {
  const { above, upTo } = before;
  const at = tree.threshold(node);
  const missing = before.missing && tree.missingLeft(node) === left;
  // A split of missing values alone has no bound.
  if (at === Infinity) return { ...before, missing, upTo: left ? upTo : -Infinity };
  return left
    ? { ...before, missing, upTo: Math.min(at, upTo ?? at) }
    : { ...before, missing, above: Math.max(at, above ?? at) };
}
