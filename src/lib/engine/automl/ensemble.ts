import {
  ranked,
  type AutoAsk,
  type AutoEnsemble,
  type AutoEntry,
  type AutoTrial,
} from '#lib/recipe/automl.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { Matrix } from '../matrix.ts';
import type { Progress } from '../model.ts';
import { modelCompute } from '../predictor.ts';
import { within } from '../run.ts';
import type { AutoBench } from './bench.ts';
import { blended, greedy, scoreAt, type Unseen } from './greedy.ts';
import { scoreOf } from './interval.ts';

/** A trial with its answers for unseen rows. */
export interface Blendable {
  readonly trial: AutoTrial;
  readonly answers: readonly Float64Array[];
}

/** The models that combine others, as the registry has them. */
export interface EnsembleKinds {
  readonly voting: string;
  readonly stacking: string;
  readonly members: readonly string[];
  /** The stack's last model, for classes and for numbers. */
  readonly last: { readonly classes: AutoEntry; readonly numbers: AutoEntry };
}

const mostCandidates = 12;
/** Of all folds together; more change a choice of members little, and take long. */
const mostRows = 4000;

/** The trials that may be members, best first: equal settings once. */
export function candidatesOf(
  all: readonly Blendable[],
  better: AutoBench['better'],
  kinds: EnsembleKinds,
): Blendable[] {
  const place = new Map(all.map((c) => [c.trial, c]));
  const seen = new Set<string>();
  return ranked(
    all.map((c) => c.trial),
    better,
  )
    .filter(({ model, params, score }) => {
      const name = canonical([model, params]);
      if (score === null || !kinds.members.includes(model) || seen.has(name)) return false;
      return seen.add(name);
    })
    .slice(0, mostCandidates)
    .map((trial) => place.get(trial)!);
}

/**
 * The best vote and stack of what was tried, and whether it beats the best model alone. Each is judged fold by fold, with
 * members and weights chosen on the other folds; what is then used is chosen on all of them.
 * @param time seconds that there are for fitting a stack, whose members are fitted once more in every fold; left out: any
 * @returns null where nothing can be combined, or the best alone is as good
 */
export function* ensembleOf(
  bench: AutoBench,
  candidates: readonly Blendable[],
  kinds: EnsembleKinds,
  time = Infinity,
): Generator<Progress, Omit<AutoEnsemble, 'seconds'> | null> {
  if (candidates.length < 2) return null;
  const sign = bench.better === 'higher' ? 1 : -1;
  const unseen = unseenOf(bench, candidates);
  const thin = thinned(unseen);
  const folds = [...bench.folds.keys()];
  const votes: (number | null)[] = [];
  const stacks: (number | null)[] = [];
  const alone: (number | null)[] = [];
  for (const k of folds) {
    const others = folds.filter((f) => f !== k);
    const [from, to] = [k / (folds.length + 1), (k + 1) / (folds.length + 1)];
    const counts = yield* within(from, to, greedy(thin, others));
    votes.push(scoreAt(unseen, k, blended(unseen, k, counts)));
    alone.push(aloneAt(candidates, k, sign));
    const stacked = yield* stackedAt(bench, unseen, { k, others, counts, kinds });
    stacks.push(stacked && scoreAt(unseen, k, stacked));
  }
  const counts = yield* within(folds.length / (folds.length + 1), 1, greedy(thin, folds));
  const vote = scoreOf(votes, bench.testByTrain);
  const stack = scoreOf(stacks, bench.testByTrain);
  // A trial is as many fits as the stack's folds.
  const stackTime = candidates.reduce(
    (sum, { trial }, m) => sum + (counts[m]! > 0 ? 1.5 * trial.seconds : 0),
    0,
  );
  // A mean over fewer folds is no match: the fold in which a stack could not be fitted may be the hard one.
  const comparable = votes.every((value, k) => value === null || stacks[k] !== null);
  const isStack =
    comparable && stackTime <= time && worth(stack.score, sign) > worth(vote.score, sign);
  const judged = isStack ? stack : vote;
  const single = scoreOf(alone, bench.testByTrain).score;
  const chosen = candidates.flatMap(({ trial }, m) =>
    counts[m]! > 0 ? [{ trial, weight: isStack ? 1 : counts[m]! }] : [],
  );
  if (chosen.length < 2) return null;
  const members = chosen.map(({ trial: { model, params }, weight }) => ({ model, params, weight }));
  return {
    model: isStack ? kinds.stacking : kinds.voting,
    params: isStack ? { members, cv: bench.folds.length } : { members },
    members: chosen.map(({ trial, weight }) => ({ number: trial.number, weight })),
    ...judged,
    alone: single,
    taken: worth(judged.score, sign) > worth(single, sign),
  };
}

/**
 * What the model scores in this fold that does best in the others: the best of many, judged without the luck of being
 * chosen, as the ensembles are.
 */
function aloneAt(candidates: readonly Blendable[], k: number, sign: number): number | null {
  let top = -Infinity;
  let found: number | null = null;
  for (const { trial } of candidates) {
    const others = trial.values.filter((x, f): x is number => f !== k && x !== null);
    const mean = (sign * others.reduce((a, b) => a + b, 0)) / Math.max(1, others.length);
    if (others.length === 0 || mean <= top) continue;
    top = mean;
    found = trial.values[k]!;
  }
  return found;
}

const worth = (score: number | null, sign: number): number =>
  score === null ? -Infinity : sign * score;

function unseenOf(bench: AutoBench, candidates: readonly Blendable[]): Unseen {
  const { target, folds, better, metric, deps } = bench;
  return {
    task: target.task,
    nClasses: target.classes?.length ?? 1,
    truth: folds.map((f) => Float64Array.from(f.test, (i) => target.y[i]!)),
    weight: folds.map(() => null),
    answers: candidates.map((c) => c.answers),
    metric,
    sign: better === 'higher' ? 1 : -1,
    scoring: deps.scoring,
  };
}

/** Evenly taken rows of each fold. */
function thinned(unseen: Unseen): Unseen {
  const rows = unseen.truth.reduce((sum, y) => sum + y.length, 0);
  const every = Math.ceil(rows / mostRows);
  if (every <= 1) return unseen;
  const { nClasses } = unseen;
  const some = (values: Float64Array, width: number): Float64Array =>
    values.filter((_, at) => Math.floor(at / width) % every === 0);
  return {
    ...unseen,
    truth: unseen.truth.map((y) => some(y, 1)),
    answers: unseen.answers.map((own) => own.map((a) => some(a, nClasses))),
  };
}

interface StackAt {
  readonly k: number;
  readonly others: readonly number[];
  readonly counts: readonly number[];
  readonly kinds: EnsembleKinds;
}

/** What a linear model that learnt from the members' answers in the other folds answers in this one; null where it fails. */
function* stackedAt(
  { deps, recipe }: AutoBench,
  unseen: Unseen,
  { k, others, counts, kinds }: StackAt,
): Generator<Progress, Float64Array | null> {
  const classes = isClassification(unseen.task);
  const { model: id, params } = classes ? kinds.last.classes : kinds.last.numbers;
  const model = modelCompute(deps.computes.models, id);
  const members = [...counts.keys()].filter((m) => counts[m]! > 0);
  const y = Float64Array.from(others.flatMap((f) => [...unseen.truth[f]!]));
  const { task, nClasses } = unseen;
  const X = columnsOf(unseen, members, others);
  try {
    const work = model.fit({ X, y, task, nClasses, params, seed: recipe.seed });
    let turn = work.next();
    for (; !turn.done; turn = work.next()) yield { share: k / (unseen.truth.length + 1) };
    return model.predict(turn.value, columnsOf(unseen, members, [k]));
  } catch {
    // A class without a row in the other folds: then there is no stack to compare.
    return null;
  }
}

/** The members' answers in these folds, one column each; of two classes the second's alone. */
function columnsOf(
  { nClasses, answers }: Unseen,
  members: readonly number[],
  folds: readonly number[],
): Matrix {
  const wanted = nClasses === 2 ? [1] : Array.from({ length: nClasses }, (_, c) => c);
  const columns = members.flatMap((m) => {
    const all = folds.flatMap((k) => [...answers[m]![k]!]);
    return wanted.map((c) =>
      Float64Array.from({ length: all.length / nClasses }, (_, i) => all[i * nClasses + c]!),
    );
  });
  const names = members.flatMap((m) => wanted.map((c) => `member ${m + 1}, ${c}`));
  return { rows: columns[0]!.length, names, columns };
}

/** Whether a search ends with a look at combinations. */
export const combines = (ask: AutoAsk, recipe: AutoBench['recipe']): boolean =>
  ask.ensemble && !recipe.source.columns.some((c) => c.role === 'weight');
