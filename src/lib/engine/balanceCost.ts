import type { LogEvent } from '#lib/recipe/log.ts';
import type { Judged } from './scoring.ts';

/**
 * What balancing the training rows did to the probabilities: the Brier score (Brier 1950) of the same model with and
 * without it on the same rows, and the rarest class's mean probability beside its share. Null for no rows or no classes.
 */
export function balanceCost(
  model: string,
  part: string,
  classes: readonly string[] | null,
  { balanced, plain }: { readonly balanced: Judged; readonly plain: Judged },
): LogEvent | null {
  if (classes === null || balanced.yTrue.length === 0) return null;
  const shares = classes.map((_, k) => shareOf(balanced, k));
  const rarest = shares.indexOf(Math.min(...shares));
  const [after, before] = [brier(balanced), brier(plain)];
  const [expected, expectedPlain] = [balanced, plain].map((j) => meanProbability(j, rarest)) as [
    number,
    number,
  ];
  const is = shares[rarest]!;
  const figures = [after, before, expected, expectedPlain, is].map((x) => x.toFixed(3));
  return {
    level: after > before ? 'WARNING' : 'INFO',
    source: `train.${model}`,
    message: `Balancing: ${part} Brier score ${figures[0]}, ${figures[1]} without it; mean probability of '${classes[rarest]!}' ${figures[2]}, ${figures[3]} without it, where its share is ${figures[4]}`,
    meta: {
      part,
      brier: after,
      brier_without: before,
      probability: expected,
      probability_without: expectedPlain,
      share: is,
    },
  };
}

/** Mean squared difference of probabilities and truth; over both classes of two it is halved, as is usual. */
function brier({ yTrue, predicted, nClasses }: Judged): number {
  let sum = 0;
  for (let i = 0; i < yTrue.length; i += 1)
    for (let k = 0; k < nClasses; k += 1)
      sum += (predicted[i * nClasses + k]! - (yTrue[i] === k ? 1 : 0)) ** 2;
  return sum / yTrue.length / (nClasses === 2 ? 2 : 1);
}

const shareOf = ({ yTrue }: Judged, k: number): number =>
  yTrue.reduce((n, code) => n + (code === k ? 1 : 0), 0) / yTrue.length;

function meanProbability({ yTrue, predicted, nClasses }: Judged, k: number): number {
  let sum = 0;
  for (let i = 0; i < yTrue.length; i += 1) sum += predicted[i * nClasses + k]!;
  return sum / yTrue.length;
}
