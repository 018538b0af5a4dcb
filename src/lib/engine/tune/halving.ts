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

/**
 * Hyperband's cycle (Li and others 2018, algorithm 1) with factor 3: one bracket of halving after another, from many
 * settings on few rows to few settings on all of them, so that settings which need many rows to shine are not lost. As many
 * brackets as the rows and the budget allow.
 * @param least the smallest share of rows that still says something
 */
export function bracketsOf(trials: number, least: number): Round[][] {
  for (let most = mostRounds - 1; most > 0; most -= 1) {
    const brackets = cycleOf(most);
    const cost = brackets.flat().reduce((sum, r) => sum + r.candidates, 0);
    if (cost <= trials && factor ** -most >= least) return brackets;
  }
  return [[{ candidates: trials, share: 1 }]];
}

const cycleOf = (most: number): Round[][] =>
  Array.from({ length: most + 1 }, (_, k) => {
    const halvings = most - k;
    const first = Math.ceil(((most + 1) / (halvings + 1)) * factor ** halvings);
    return Array.from({ length: halvings + 1 }, (_round, r) => ({
      candidates: Math.max(1, Math.floor(first / factor ** r)),
      share: 1 / factor ** (halvings - r),
    }));
  });
