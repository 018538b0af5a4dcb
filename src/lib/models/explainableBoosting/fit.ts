import type { FitInput, Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { presentClasses } from '../classes.ts';
import { byName } from '../tree/samples.ts';
import { cellsOf, coarser, cutsOf, levelsOf, sizeOf, type Axis } from './axes.ts';
import { boost, sumsOf, type Boosted, type BoostRules, type Term } from './boost.ts';
import { combined, type Bag, type ExplainableFitted } from './fitted.ts';
import { strengthOf } from './pairs.ts';
import type { ExplainableBoostingSpec } from './spec.ts';
import { baseOf, type Target } from './target.ts';
import { growRising, type Sign } from './rising.ts';
import { noColumn, signsOf } from './signs.ts';
import { growAcross, growAlong, type Sums } from './tree.ts';

type Params = ParamsOf<ExplainableBoostingSpec>;
type Input = FitInput<Params>;

/** Bins of a column in a pair, columns whose pairs are looked at, and rows that the pairs are ranked on. */
const pairBins = 32;
const pairColumns = 60;
const pairRows = 20_000;

/** Where the work lies: of all rounds of single columns and of pairs, and the ranking between them. */
const [singleShare, rankShare] = [0.7, 0.05];

/** @throws EngineError 'column-missing', 'params-invalid', 'one-class' */
export function* fitTerms(input: Input): Generator<Progress, ExplainableFitted> {
  const { X, params, seed, task } = input;
  const classified = isClassification(task);
  const { target, present } = targetOf(input, classified);
  const order = byName(X.names);
  const axes = axesOf(input);
  const signs = signsOf(input, target);
  yield { share: 0 };
  const singles = Array.from(order, (j) => termOf([j], axes, { ...input, sign: signs.get(j) }));
  const bags = bagsOf(X.rows, params, seed);
  const rules = rulesOf(params);
  const raws: Float64Array[] = [];
  const found: Bag[] = [];
  for (const [b, bag] of bags.entries()) {
    const base = baseOf(target, bag.learn);
    const raw = new Float64Array(X.rows * target.outputs).map(
      (_, at) => base[at % target.outputs]!,
    );
    const work = boost(target, { ...bag, raw }, singles, rules);
    const at = (share: number): number => (singleShare * (b + share)) / bags.length;
    const boosted = yield* through(work, at, `sample ${b + 1} of ${bags.length}`);
    found.push({ base, tables: boosted.tables, rounds: boosted.rounds });
    raws.push(rawOf(base, singles, boosted, X.rows));
  }
  const coarse = axes.map((axis) => coarser(axis, pairBins));
  const pairs = yield* rank(input, { target, singles, order, coarse, raws, found, signs });
  const terms = pairs.map((pair) => termOf(pair, coarse, input));
  if (terms.length > 0)
    for (const [b, bag] of bags.entries()) {
      const work = boost(target, { ...bag, raw: raws[b]! }, terms, rules);
      const from = singleShare + rankShare;
      const at = (share: number): number => from + ((0.99 - from) * (b + share)) / bags.length;
      const { tables } = yield* through(work, at, `pairs, sample ${b + 1} of ${bags.length}`);
      found[b] = { ...found[b]!, tables: [...found[b]!.tables, ...tables] };
    }
  const columns = [...Array.from(order, (j) => [j]), ...pairs];
  const fitted = combined({
    target,
    present,
    axes,
    coarse,
    columns,
    bags: found,
    terms: [...singles, ...terms],
  });
  yield { share: 1, note: `${columns.length} terms` };
  return { ...fitted, nClasses: input.nClasses };
}

/** Copies what it is told, and ends with what the work ends with. */
function* through<T>(
  work: Generator<number, T>,
  at: (share: number) => number,
  note: string,
): Generator<Progress, T> {
  for (let turn = work.next(); ; turn = work.next()) {
    if (turn.done) {
      yield { share: at(1), note };
      return turn.value;
    }
    yield { share: at(turn.value) };
  }
}

function targetOf(
  input: Input,
  classified: boolean,
): { target: Target; present: readonly number[] } {
  const weight = input.weight ?? null;
  if (!classified) return { target: { y: input.y, weight, outputs: 1, classified }, present: [] };
  const { present, codes } = presentClasses(input, 'explainableBoosting');
  const outputs = present.length === 2 ? 1 : present.length;
  return { target: { y: Float64Array.from(codes), weight, outputs, classified }, present };
}

function axesOf({ X, params }: Input): readonly Axis[] {
  const categories = new Set(params.categoricalFeatures ?? []);
  for (const column of categories) if (!X.names.includes(column)) throw noColumn(column, X.names);
  return X.columns.map((x, j) =>
    categories.has(X.names[j]!)
      ? levelsOf(x, params.maxBins, X.names[j]!)
      : cutsOf(x, params.maxBins),
  );
}

function termOf(
  columns: readonly number[],
  axes: readonly Axis[],
  { X, params, sign }: Input & { readonly sign?: Sign | undefined },
): Term {
  const own = columns.map((j) => axes[j]!);
  const cells = cellsOf(
    own,
    columns.map((j) => X.columns[j]!),
    X.rows,
  );
  const size = own.reduce((product, axis) => product * sizeOf(axis), 1);
  if (own.length === 2) {
    const wide = sizeOf(own[1]!);
    return { cells, size, grow: (sums, out) => growAcross(sums, wide, params, out) };
  }
  if (sign !== undefined)
    return { cells, size, grow: (sums, out) => growRising(sums, params, sign, out) };
  const [axis] = own;
  return {
    cells,
    size,
    grow: (sums, out) => growAlong(sums, sequenceOf(axis!, sums), params, out),
  };
}

/** Missing first and then by size; categories by what would help each, as Fisher (1958) orders them. Cells without rows move with their neighbours. */
function sequenceOf({ kind }: Axis, { slope, bend, rows }: Sums): readonly number[] {
  const all = Array.from(rows.keys());
  if (kind === 'cuts') return rows[0]! > 0 ? all : all.slice(1);
  const wish = (cell: number): number => slope[cell]! / Math.max(bend[cell]!, 1e-9);
  return all.filter((cell) => rows[cell]! > 0).sort((a, b) => wish(a) - wish(b) || a - b);
}

const rulesOf = ({ learningRate, maxRounds, earlyStoppingRounds }: Params): BoostRules => ({
  learningRate,
  maxRounds,
  patience: earlyStoppingRounds,
});

/** Of each sample the rows that are learned from and those held back, ascending, drawn as numpy draws a permutation. */
function bagsOf(
  rows: number,
  { outerBags, validationSize }: Params,
  seed: number,
): readonly { readonly learn: Int32Array; readonly held: Int32Array }[] {
  const random = new RandomState(seed);
  const many = Math.min(rows - 1, Math.floor(rows * validationSize));
  return Array.from({ length: outerBags }, () => {
    const drawn = random.permutation(rows);
    return { held: drawn.slice(0, many).sort(), learn: drawn.slice(many).sort() };
  });
}

function rawOf(
  base: Float64Array,
  terms: readonly Term[],
  { tables }: Boosted,
  rows: number,
): Float64Array {
  const outputs = base.length;
  const raw = new Float64Array(rows * outputs).map((_, at) => base[at % outputs]!);
  for (const [t, { cells, size }] of terms.entries())
    for (let k = 0; k < outputs; k += 1)
      for (let i = 0; i < rows; i += 1) raw[i * outputs + k]! += tables[t]![k * size + cells[i]!]!;
  return raw;
}

interface Ranking {
  readonly target: Target;
  readonly singles: readonly Term[];
  readonly order: Int32Array;
  readonly coarse: readonly Axis[];
  readonly raws: readonly Float64Array[];
  readonly found: readonly Bag[];
  readonly signs: ReadonlyMap<number, Sign>;
}

/** The pairs of columns that tell most together, by what the mean of the samples' models still has wrong. */
function* rank(
  input: Input,
  { target, singles, order, coarse, raws, found, signs }: Ranking,
): Generator<Progress, readonly number[][]> {
  const { X, params } = input;
  if (params.interactions === 0 || order.length < 2 || target.outputs > 1) return [];
  const raw = raws[0]!.map((_, at) => raws.reduce((sum, own) => sum + own[at]!, 0) / raws.length);
  const every = Math.max(1, Math.ceil(X.rows / pairRows));
  const rows = Int32Array.from({ length: Math.ceil(X.rows / every) }, (_, i) => i * every);
  // Beside others it could turn: what may only rise or fall has no pairs.
  const asked = strongest(singles, found, order).filter((j) => !signs.has(j));
  const all: { readonly pair: number[]; readonly strength: number }[] = [];
  for (const [a, first] of asked.entries()) {
    for (const second of asked.slice(a + 1)) {
      const term = termOf([first, second], coarse, input);
      const [sums] = sumsOf(target, rows, term, raw);
      all.push({ pair: [first, second], strength: strengthOf(sums!, sizeOf(coarse[second]!)) });
    }
    yield { share: singleShare + (rankShare * (a + 1)) / asked.length };
  }
  return all
    .filter(({ strength }) => strength > 0)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, params.interactions)
    .map(({ pair }) => pair);
}

/** Columns by name, of very many those that move the answer most; a column of very many categories has no pair. */
function strongest(
  singles: readonly Term[],
  found: readonly Bag[],
  order: Int32Array,
): readonly number[] {
  if (order.length <= pairColumns) return [...order];
  const moves = singles.map(({ cells }, t) => {
    const table = found[0]!.tables[t]!;
    return cells.reduce((sum, cell) => sum + Math.abs(table[cell]!), 0);
  });
  const kept = new Set(
    [...order.keys()].sort((a, b) => moves[b]! - moves[a]! || a - b).slice(0, pairColumns),
  );
  return [...order].filter((_, at) => kept.has(at));
}
