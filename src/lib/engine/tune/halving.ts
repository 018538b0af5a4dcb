/** One round: so many settings on this share of the training rows. */
export interface Round {
  readonly candidates: number;
  readonly share: number;
}

const factor = 3;
const mostRounds = 4;

/**
 * The rounds of successive halving (Jamieson and Talwalkar 2016; scikit-learn's HalvingRandomSearchCV with factor 3):
 * each keeps the better third of the settings and gives them three times the rows; the last sees all. As many rounds as
 * the rows and the budget allow, then as many settings in the first as `trials` fits pay for.
 * @param least the smallest share of rows that still says something
 */
export function roundsOf(trials: number, least: number): Round[] {
  for (let rounds = mostRounds; rounds > 1; rounds -= 1) {
    const first = firstOf(trials, rounds);
    if (factor ** (rounds - 1) <= first && factor ** (1 - rounds) >= least)
      return Array.from({ length: rounds }, (_, r) => ({
        candidates: Math.floor(first / factor ** r),
        share: 1 / factor ** (rounds - 1 - r),
      }));
  }
  return [{ candidates: trials, share: 1 }];
}

const costOf = (first: number, rounds: number): number =>
  Array.from({ length: rounds }, (_, r) => Math.floor(first / factor ** r)).reduce(
    (a, b) => a + b,
    0,
  );

function firstOf(trials: number, rounds: number): number {
  let first = 0;
  while (costOf(first + 1, rounds) <= trials) first += 1;
  return first;
}
