import type { Progress } from '#lib/engine/model.ts';
import type { PresentClasses } from '../classes.ts';
import { sumsByClass } from '../naiveBayes/moments.ts';

/** Means of each present class, [class][column], in two passes so that a constant has exactly its value. */
export function* classMeans(
  columns: readonly Float64Array[],
  classes: PresentClasses,
  share: readonly [number, number],
): Generator<Progress, readonly Float64Array[]> {
  const { counts } = classes;
  const [from, to] = share;
  const middle = (from + to) / 2;
  const first = yield* within(
    sumsByClass(columns, classes, (x) => x),
    [from, middle],
  );
  const means = first.map((sums, k) => sums.map((sum) => sum / counts[k]!));
  const rest = yield* within(
    sumsByClass(columns, classes, (x, j, k) => x - means[k]![j]!),
    [middle, to],
  );
  return means.map((mean, k) => mean.map((m, j) => m + rest[k]![j]! / counts[k]!));
}

/** Work that yields its own share, as progress between two shares of the whole; never falling. */
export function* within<Result>(
  work: Generator<number, Result>,
  [from, to]: readonly [number, number],
): Generator<Progress, Result> {
  let share = from;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) {
    share = Math.max(share, from + (to - from) * turn.value);
    yield { share };
  }
  return turn.value;
}
