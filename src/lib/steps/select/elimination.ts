import { part } from '#lib/engine/turns.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { fitJudge, type Judged, type JudgedModel } from './judged.ts';
import type { Verdict } from './selector.ts';

export interface Elimination {
  /** The columns that stay, ascending. */
  readonly kept: readonly number[];
  /** scikit-learn's ranking: 1 for those that stay, then the higher the earlier a column went. */
  readonly ranking: readonly number[];
}

interface Rules {
  /** How many columns are to stay. */
  readonly until: number;
  /** Columns dropped a turn. */
  readonly step: number;
  /** Hears of the model of each turn before columns go, with the columns it has; asked for the last turn too. */
  readonly heard?: (model: JudgedModel, places: readonly number[]) => void;
}

/**
 * scikit-learn's RFE (Guyon, Weston, Barnhill and Vapnik 2002): fits, drops the columns with the smallest squared weights,
 * of equal ones the earlier first, and fits again.
 */
export function* eliminate(
  judged: Judged,
  { until, step, heard }: Rules,
): Generator<number, Elimination> {
  const p = judged.columns.length;
  const ranking = new Array<number>(p).fill(1);
  const turns = Math.ceil(Math.max(0, p - until) / step) + (heard ? 1 : 0);
  let left = Array.from({ length: p }, (_, j) => j);
  let turn = 0;
  while (left.length > until) {
    const model = yield* part(fitJudge(judged, left), turn / turns, 1 / turns);
    heard?.(model, left);
    const squares = left.map((_, j) => model.weights.reduce((sum, w) => sum + w[j]! ** 2, 0));
    const worst = [...left.keys()].sort((a, b) => squares[a]! - squares[b]!);
    const gone = new Set(worst.slice(0, Math.min(step, left.length - until)));
    left = left.filter((_, j) => !gone.has(j));
    const stays = new Set(left);
    for (let j = 0; j < p; j += 1) if (!stays.has(j)) ranking[j]! += 1;
    turn += 1;
  }
  if (heard) heard(yield* part(fitJudge(judged, left), turn / turns, 1 / turns), left);
  return { kept: left, ranking };
}

/** scikit-learn eliminates among two columns at least. @throws EngineError 'no-features' */
export function checkEnough(columns: readonly string[], step: string): void {
  if (columns.length >= 2) return;
  throw new EngineError({
    code: 'no-features',
    what: `There is ${columns.length === 1 ? 'one column' : 'no column'} to choose from, and dropping the weakest needs two`,
    where: { step },
    remedy: 'Put the step on more columns, or turn it off.',
  });
}

/** Keeps those that stay; the others went in turns, the weakest first. */
export const verdictsOf = ({ ranking }: Elimination, best = ''): readonly Verdict[] =>
  ranking.map((rank) => ({
    keep: rank === 1,
    why: `rank ${rank}${best === '' ? '' : `; best ${best}`}`,
  }));
