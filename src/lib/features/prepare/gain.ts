import type { Gain, Verdict } from '#lib/recipe/gain.ts';

const signed = (x: number): string =>
  `${x < 0 ? '−' : '+'}${Math.abs(x).toLocaleString('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 })}`;

const plain = (x: number): string =>
  x.toLocaleString('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** A gain in figures: the scores, and the difference with its 95 % interval; above 0 is better. */
export const gainText = ({ before, after, mean, low, high }: Gain) => ({
  from: plain(before),
  to: plain(after),
  interval: `${signed(mean)}, 95 % from ${signed(low)} to ${signed(high)}`,
});

interface Words {
  readonly tone: 'positive' | 'warning' | 'neutral';
  readonly short: string;
  readonly long: (gain: Gain) => string;
}

export const verdictWords: Readonly<Record<Verdict, Words>> = {
  gain: {
    tone: 'positive',
    short: 'better',
    long: ({ folds, tried }) =>
      `Over ${folds} folds the gain is more than chance gives${tried > 1 ? `, even as one of ${tried} that were tried` : ''}.`,
  },
  perhaps: {
    tone: 'warning',
    short: 'perhaps better',
    long: ({ tried }) =>
      `By itself more than chance gives; of ${tried} that were tried, one may do so by luck.`,
  },
  loss: {
    tone: 'warning',
    short: 'worse',
    long: ({ folds }) => `Over ${folds} folds the score falls with it.`,
  },
  noise: {
    tone: 'neutral',
    short: 'within noise',
    long: ({ folds }) => `Over ${folds} folds the difference is no more than chance gives.`,
  },
};
