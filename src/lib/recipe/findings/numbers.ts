import { grouped } from '../digits.ts';
import type { ColumnProfile, NumberSummary } from '../profile.ts';
import { limits } from './limits.ts';
import { leftBy } from './missing.ts';
import { asking, marking, perColumn, type About, type Draft, type Rule } from './rule.ts';
import { counted, number, percent, percentOf, plainPercent } from './words.ts';

const { skew, zeros, outliers, capped } = limits;
const natural: readonly number[] = capped.natural;

export const numberRules: readonly Rule[] = [
  {
    id: 'infinite',
    title: 'Infinite values',
    threshold: 'any value that is infinite',
    most: 10,
    together: 'columns have infinite values',
    find: perColumn(({ column, rows }) => {
      const cells = (column.shape?.infinite ?? 0) + (column.text?.infinite ?? 0);
      if (cells === 0) return null;
      const leaves = leftBy(column, cells, rows);
      return {
        severity: 'high',
        title: `${column.name} has ${counted(cells, 'infinite value')}`,
        detail: `${percent(cells, rows)} of the rows. No model can use them, and no mean survives them.`,
        columns: [column.name],
        value: cells,
        weight: 3 + leaves.weight,
        leaves,
        ...infiniteFix(column),
      };
    }),
  },
  {
    id: 'skewed',
    title: 'Long tail',
    threshold: `skew above ${skew.skew} or below −${skew.skew}, and more than ${skew.distinct} values`,
    most: 5,
    together: 'columns have a long tail',
    find: perColumn(skewIn),
  },
  {
    id: 'outliers',
    title: 'Values far from the others',
    threshold: `more than ${plainPercent(outliers.share)} of the values beyond 1.5 interquartile ranges of the quartiles in a column without a long tail, or up to ${outliers.few} beyond ${outliers.far}`,
    most: 4,
    together: 'columns have values far from the others',
    find: perColumn(outliersIn),
  },
  {
    id: 'zeros',
    title: 'Mostly zero',
    threshold: `at least ${plainPercent(zeros.share)} of the values are 0, among more than ${zeros.distinct} values`,
    most: 0,
    together: 'columns are mostly zero',
    find: perColumn(({ column, present }) => {
      const count = column.number?.zeros ?? 0;
      if (count < zeros.share * present || column.distinct <= zeros.distinct) return null;
      return {
        severity: 'low',
        title: `${column.name} is mostly zero`,
        detail: `${percent(count, present)} of its values; whether it is zero may tell more than how large it is.`,
        columns: [column.name],
        value: count / present,
        weight: 0,
      };
    }),
  },
  {
    id: 'capped',
    title: 'Values cut off at a limit',
    threshold: `the largest or the smallest value (but 0, 1 and 100) has at least ${plainPercent(capped.share)} of the values, and ${capped.often} times as many as its ten neighbours have on average`,
    most: 4,
    together: 'columns look cut off at a limit',
    find: perColumn(cappedIn),
  },
];

/** Infinities of a number column all at once; of texts, where every spelling is known. */
function infiniteFix({ name, shape, text, top }: ColumnProfile): Pick<Draft, 'fix' | 'noFix'> {
  if ((shape?.infinite ?? 0) > 0) return { fix: marking(name, ['inf', '-inf']) };
  const written = top.filter((t) => /^\s*[-+]?inf(?:inity)?\s*$/i.test(t.value));
  return written.reduce((sum, t) => sum + t.count, 0) === text?.infinite
    ? {
        fix: marking(
          name,
          written.map((t) => t.value),
        ),
      }
    : { noFix: 'Their spellings are too many to list: read the column as numbers first.' };
}

function skewIn(about: About): Draft | null {
  const { column } = about;
  if (!isSkewed(column) || isClasses(about) || isFarOut(column)) return null;
  const { quantiles, max, min, skew: skewness } = column.number!;
  const { below = 0, above = 0 } = column.shape?.fences ?? {};
  const right = skewness > 0;
  return {
    severity: 'low',
    title: `${column.name} has a long ${right ? 'right' : 'left'} tail`,
    detail: `Skew ${skewness.toFixed(1)}; half of the values are ${number(quantiles.p50)} or ${right ? 'less' : 'more'}, the ${right ? 'largest' : 'smallest'} is ${number(right ? max : min)}; ${counted(below + above, 'value')} lie outside the usual range.`,
    columns: [column.name],
    value: skewness,
    weight: 1,
    ...tailFix(about),
  };
}

const tailFix = ({ column, isTarget }: About): Pick<Draft, 'fix' | 'noFix'> =>
  isTarget
    ? {
        noFix:
          'The scale of the target is what is predicted: judge by errors that a tail does not rule.',
      }
    : { fix: asking(`Transform ${column.name}`, 'powerTransform', column.name) };

const farFix = ({ column, isTarget }: About): Pick<Draft, 'fix' | 'noFix'> =>
  isTarget
    ? { noFix: 'The target is what is predicted, as it is: look whether these rows are slips.' }
    : { fix: asking(`Clip ${column.name}`, 'winsorize', column.name) };

const isSkewed = ({ number: summary, distinct }: ColumnProfile): boolean =>
  Math.abs(summary?.skew ?? 0) > skew.skew && distinct > skew.distinct;

/** Codes of classes have no tail and no outliers. */
const isClasses = ({ isTarget, judged }: About): boolean =>
  isTarget && judged.task !== 'regression';

/** Half of the values differ, and there is no long tail that would hold outliers of itself. */
const isEven = (column: ColumnProfile): boolean =>
  column.number!.quantiles.p75 > column.number!.quantiles.p25 && !isSkewed(column);

const farthestOf = ({ min, max, quantiles: { p25, p75 } }: NumberSummary): number =>
  max - p75 > p25 - min ? max : min;

/** A few values so far out that they are slips rather than a tail. */
function isFarOut({ number: summary, shape }: ColumnProfile): boolean {
  if (!summary || !shape) return false;
  const { below, above } = shape.fences;
  if (below + above === 0 || below + above > outliers.few) return false;
  return rangesOut(summary) > outliers.far;
}

/** How far the farthest value is from the quartiles, in interquartile ranges. */
function rangesOut({ min, max, quantiles: { p25, p75 } }: NumberSummary): number {
  const out = Math.max(p25 - min, max - p75);
  return p75 > p25 ? out / (p75 - p25) : 0;
}

function outliersIn(about: About): Draft | null {
  const { column, present } = about;
  const { shape, number: summary } = column;
  if (!shape || !summary || column.distinct <= outliers.distinct || isClasses(about)) return null;
  const { below, above, low, high } = shape.fences;
  const far = isFarOut(column);
  const share = (below + above) / present;
  if (!far && !(share > outliers.share && isEven(column))) return null;
  const farthest = farthestOf(summary);
  return {
    severity: far ? 'medium' : 'low',
    title: far
      ? `${column.name} has ${counted(below + above, 'value')} far from all others`
      : `${percentOf(share)} of ${column.name} lie outside its usual range`,
    detail: far
      ? `${number(farthest)} is ${Math.round(rangesOut(summary))} interquartile ranges from the middle half: a slip, or the most interesting row.`
      : `${counted(below, 'value')} below ${number(low)}, ${grouped(above)} above ${number(high)}; by the median's measure ${grouped(shape.robustOutliers)} are outliers.`,
    columns: [column.name],
    value: far ? rangesOut(summary) : share,
    weight: 1,
    ...farFix(about),
  };
}

function cappedIn({ column, present }: About): Draft | null {
  const { shape, number: summary, distinct } = column;
  if (!shape || !summary || distinct <= capped.distinct) return null;
  const { ends } = shape;
  const found = [
    { at: ends.atMax, near: ends.nearMax, value: summary.max, word: 'largest' },
    { at: ends.atMin, near: ends.nearMin, value: summary.min, word: 'smallest' },
  ].find((e) => isSpike(e, present));
  if (!found || isSuspect(column, found.value)) return null;
  return {
    severity: 'low',
    title: `${column.name} looks cut off at ${number(found.value)}`,
    detail: `${counted(found.at, 'row')} have the ${found.word} value, ${(found.at / found.near).toFixed(0)} times as many as the values next to it: the true ones may lie beyond.`,
    columns: [column.name],
    value: found.at / present,
    weight: 1,
    noFix: 'What was cut off is not in the file; no step can bring it back.',
  };
}

const isSpike = (
  { at, near, value }: { at: number; near: number; value: number },
  present: number,
): boolean =>
  !natural.includes(value) &&
  at >= Math.max(capped.count, capped.share * present) &&
  at >= capped.often * near;

const isSuspect = ({ suspects }: ColumnProfile, value: number): boolean =>
  suspects?.some((s) => s.value === String(value)) ?? false;
