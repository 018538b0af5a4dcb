import { amount, plain } from '#lib/features/charts/words.ts';
import {
  groupName,
  marginOf,
  type ExplainedOutput,
  type Explanation,
  type FeatureGroup,
  type RawCells,
  type Scale,
} from '#lib/recipe/explanation.ts';

/** A raw cell as a person reads it. */
export function cellText(cells: RawCells | undefined, row: number): string {
  if (!cells) return '';
  if (cells.kind === 'number')
    return Number.isNaN(cells.values[row]!) ? 'missing' : amount(cells.values[row]!);
  return cells.codes[row]! < 0 ? 'missing' : (cells.levels[cells.codes[row]!] ?? '');
}

/** `age = 34`, or the names alone where a step mixed several columns. */
export const groupCell = (
  { cells }: Pick<Explanation, 'cells'>,
  group: FeatureGroup,
  row: number,
): string =>
  group.columns.length === 1
    ? `${group.columns[0]!} = ${cellText(cells.get(group.columns[0]!), row)}`
    : groupName(group);

/** What contributions are of, for an axis: `log-odds of “yes”`. */
export function scaleWords(scale: Scale, label: string | null, target: string): string {
  const of = label === null ? target : `“${label}”`;
  if (scale === 'path') return 'cuts to set the row apart';
  if (scale === 'answer') return target === '' ? 'score' : target;
  if (scale === 'logarithm') return `logarithm of ${of}`;
  return `${scale === 'decision' ? 'decision value' : scale} of ${of}`;
}

/** `+0.12`, `−3`. */
export const signedAmount = (x: number): string => (x > 0 ? `+${amount(x)}` : amount(x));

/** A prediction as a person reads it. */
export function predictionText(
  { predicted, rid, scale }: Pick<Explanation, 'predicted' | 'rid' | 'scale'>,
  row: number,
  code: number,
): string {
  const width = predicted.length / rid.length;
  const value = predicted[row * width + (width === 1 ? 0 : code)]!;
  return width === 1 ? amount(value) : classText(value, scale === 'decision');
}

/** What a model says of a class: its probability, or its decision value. */
export const classText = (value: number, decides: boolean): string =>
  decides ? `decision ${amount(value)}` : `${plain(100 * value, 1)} %`;

export interface Contribution {
  readonly group: FeatureGroup;
  readonly words: string;
  readonly value: number;
  readonly error: number | null;
}

/** A row's contributions by raw column, largest first. */
export function contributionsOf(
  found: Explanation,
  output: ExplainedOutput,
  row: number,
): readonly Contribution[] {
  const g = found.groups.length;
  return found.groups
    .map((group, k) => ({
      group,
      words: groupCell(found, group, row),
      value: output.grouped[row * g + k]!,
      error: output.errors ? output.errors.grouped[row * g + k]! : null,
    }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

interface RowWords {
  readonly row: number;
  readonly name: string;
  readonly target: string;
  readonly code: number;
}

/** One row in plain sentences: what the model says, what is usual, what moves it most. */
export function rowSentence(
  found: Explanation,
  output: ExplainedOutput,
  { row, name, target, code }: RowWords,
): string {
  const parts = contributionsOf(found, output, row).filter(({ value }) => value !== 0);
  const said = predictionText(found, row, code);
  const what = output.label === null ? `\`${target}\`` : `“${output.label}”`;
  const [up, down] = [parts.filter((p) => p.value > 0), parts.filter((p) => p.value < 0)];
  const naming = (list: readonly Contribution[]): string =>
    list
      .slice(0, 2)
      .map((p) => `\`${p.words}\` (${signedAmount(p.value)})`)
      .join(' and ');
  const moves = [
    ...(up.length > 0 ? [`${naming(up)} ${up.length === 1 ? 'raises' : 'raise'} it most`] : []),
    ...(down.length > 0
      ? [`${naming(down)} ${down.length === 1 ? 'lowers' : 'lower'} it most`]
      : []),
  ];
  const begin =
    target === '' ? `${name} scores ${said}.` : `For ${name} the model says ${said} for ${what}.`;
  const rest = moves.length > 0 ? ` ${moves.join('; ')}.` : ' No column moves it.';
  const margin = marginOf(output, row, found.features.length);
  const scale = scaleWords(found.scale, output.label, target);
  return `${begin} From ${amount(output.base)}, what it says of no row in particular, to ${amount(margin)} (${scale}):${rest}`;
}

/** How the values were come by. */
export function methodWords({ method, background, walks, gap, rid }: Explanation): string {
  const sum = `Base and contributions add up to the prediction on each of ${rid.length} rows (largest difference ${gap === 0 ? '0' : gap.toExponential(0).replace('-', '−')}).`;
  if (method === 'trees') return `Exact, from the trees themselves. ${sum}`;
  if (method === 'linear')
    return `Exact, from the coefficients: each value against the mean of ${background} training rows. ${sum}`;
  if (method === 'additive')
    return `Exact, from what each column adds: each value against ${background} training rows. ${sum}`;
  return `Estimated from ${walks} random orders a row, against ${background} training rows; whiskers are one standard error. ${sum}`;
}

/** Whether the sum is the prediction, but for rounding. */
export const addsUp = ({ gap }: Pick<Explanation, 'gap'>): boolean => gap <= 1e-6;
