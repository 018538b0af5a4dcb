import { amount, plain } from '#lib/features/charts/words.ts';
import type { Cell } from '#lib/recipe/effects.ts';
import type { Equation } from '#lib/recipe/equation.ts';
import { saysShare } from '#lib/recipe/nomogram.ts';
import { counted } from '#lib/ui/format.ts';

/** How near the equation is to the model, on which rows. */
export function agreementWords({
  difference,
  rows,
  leftOut,
  digits,
  classes,
  scale,
}: Equation): string {
  const shares = classes !== null && scale !== 'decision';
  const near =
    difference === 0
      ? 'exactly those of the model'
      : shares
        ? `at most ${pointsText(difference)} from those of the model`
        : `at most ${difference.toPrecision(2)} from those of the model`;
  const what = shares ? 'probabilities' : scale === 'decision' ? 'decision values' : 'predictions';
  const left =
    leftOut === 0
      ? ''
      : ` ${counted(leftOut, 'row')} with a missing cell ${leftOut === 1 ? 'was' : 'were'} left out, for what stands in for it depends on other columns.`;
  const written = digits >= 17 ? 'all their digits' : `${digits} significant digits`;
  return `With ${written} its ${what} are ${near}, on ${counted(rows, 'training row')}.${left}`;
}

const pointsText = (share: number): string =>
  share < 1e-6
    ? `${share.toExponential(0).replace('-', '−')}`
    : `${Number((100 * share).toPrecision(2))} percentage points`;

export const cellWords = (cell: Cell): string =>
  cell === null
    ? 'missing'
    : cell === ''
      ? 'empty text'
      : typeof cell === 'number'
        ? amount(cell)
        : cell;

/** What is read off the last line. */
export function answerName(equation: Equation, output: number): string {
  const { label } = equation.outputs[output]!;
  if (saysShare(equation)) return `probability of “${label ?? ''}”`;
  if (label === null) return equation.target;
  return `${equation.scale === 'decision' ? 'decision value' : equation.scale} of “${label}”`;
}

export const answerText = (equation: Equation, said: number): string =>
  saysShare(equation) ? `${plain(100 * said, 1)} %` : amount(said);
