import { grouped } from '../digits.ts';
import type { MissingTest } from '../missingness.ts';
import type { ColumnProfile, Finding, Suspect } from '../profile.ts';
import { limits } from './limits.ts';
import { isTicked } from './numbersInTexts.ts';
import {
  asking,
  dropping,
  leaveOut,
  marking,
  perColumn,
  type About,
  type Draft,
  type Judged,
  type Rule,
} from './rule.ts';
import { counted, listed, percent, percentOf, plainPercent, quoted } from './words.ts';

const { missing, disguised, coMissing, predictsByMissing } = limits;

/** A percent of missing cells costs 0.28 points up to 5 %, and 0.08 beyond; at most 8. */
const weightOf = (share: number): number => Math.min(8, 8 * share + Math.min(1, 20 * share));

export const missingRules: readonly Rule[] = [
  {
    id: 'missing',
    title: 'Missing values',
    threshold: `any missing cell; worth a look above ${plainPercent(missing.medium)}, serious above ${plainPercent(missing.high)} and in the target`,
    most: 40,
    together: 'columns have missing values',
    find: perColumn(missingIn),
  },
  {
    id: 'disguised-missing',
    title: 'Missing values in disguise',
    threshold: `a filler such as 0, −1, 999 or 1900-01-01 that lies ${disguised.apart} times as far out as its ten neighbours lie apart and comes ${disguised.often} times as often as they do, at least ${disguised.count} times; or a word such as unknown, or a mark such as -`,
    most: 30,
    together: 'columns have values that may stand for missing',
    find: perColumn(disguisedDraft),
  },
  {
    id: 'blank',
    title: 'Cells of spaces only',
    threshold: 'any cell that holds nothing but white space',
    most: 8,
    together: 'columns have cells of spaces only',
    find: perColumn(({ column, rows }) => {
      const blank = column.text?.blank ?? 0;
      if (blank === 0) return null;
      const leaves = leftBy(column, blank, rows);
      return {
        severity: 'medium',
        title: `${column.name} has ${counted(blank, 'cell')} of spaces only`,
        detail: `${percent(blank, rows)} of the rows. They count as a value, and mean none.`,
        columns: [column.name],
        value: blank,
        weight: leaves.weight + 1,
        leaves,
        fix: asking(`Take cells of spaces in ${column.name} for missing`, 'trimText', column.name),
      };
    }),
  },
  {
    id: 'co-missing',
    title: 'Columns missing together',
    threshold: `of the rows where one is missing, both are in ${plainPercent(coMissing.jaccard)}; at least ${coMissing.cells} rows and ${plainPercent(coMissing.rows)} of all`,
    most: 0,
    find: ({ missingness }) =>
      (missingness?.groups ?? [])
        .filter((g) => g.jaccard >= coMissing.jaccard)
        .map(({ columns, rows, jaccard }) => ({
          severity: 'low',
          title: `${listed(columns)} are missing together`,
          detail: `In ${counted(rows, 'row')} all of them are: one cause, such as a form that was not filled in.`,
          columns,
          value: jaccard,
          weight: 0,
        })),
  },
  {
    id: 'missing-predicts-target',
    title: 'Missing values that tell the target',
    threshold: `a test with p below ${predictsByMissing.p} after Holm's correction, and an effect from ${predictsByMissing.effect} to ${predictsByMissing.leak}`,
    most: 0,
    together: 'columns tell the target by what they miss',
    find: (judged) =>
      testsOf(judged, [predictsByMissing.effect, predictsByMissing.leak]).map((t) => ({
        severity: 'low',
        title: `Where ${t.column} is missing, ${judged.target!} is another`,
        detail: `${t.words} An indicator column keeps what the gap tells.`,
        columns: [t.column],
        value: t.effect,
        weight: 0,
      })),
  },
  {
    id: 'gaps-give-away-target',
    title: 'Missing values that give the target away',
    threshold: `a test with p below ${predictsByMissing.p} after Holm's correction, and an effect of ${predictsByMissing.leak} or more`,
    most: 12,
    together: 'columns give the target away by what they miss',
    find: (judged) =>
      testsOf(judged, [predictsByMissing.leak, Infinity]).map((t) => ({
        severity: 'high',
        title: `Whether ${t.column} is missing gives ${judged.target!} away`,
        detail: `${t.words} Is it filled in only once ${judged.target!} is known? Then no new row will have it.`,
        columns: [t.column],
        value: t.effect,
        weight: 6,
        fix: leaveOut(t.column),
      })),
  },
];

/** What was tested against this target and is no chance, with an effect of at least the first and below the second. */
function testsOf(
  { missingness, target, profile }: Judged,
  [least, below]: readonly [number, number],
): readonly MissingTest[] {
  const tests = missingness?.target?.column === target ? missingness!.target!.tests : [];
  const features = new Set(profile.columns.filter((c) => c.role === 'feature').map((c) => c.name));
  return tests.filter(
    ({ column, holm, effect }) =>
      features.has(column) &&
      holm < predictsByMissing.p &&
      Math.abs(effect) >= least &&
      Math.abs(effect) < below,
  );
}

function missingIn({ column, rows, isTarget }: About): Draft | null {
  const { name } = column;
  // Of a box that may be ticked another rule tells.
  const told = column.distinct === 0 || (!isTarget && isTicked(column, rows));
  if (column.missing === 0 || told) return null;
  const share = column.missing / rows;
  const severity =
    share > missing.high || isTarget ? 'high' : share > missing.medium ? 'medium' : 'low';
  const next = isTarget ? ' Rows without a target cannot be learned from.' : '';
  const fix: Finding['fix'] =
    share > missing.high
      ? dropping(name)
      : { label: `Impute ${name}`, action: { kind: 'step', step: 'impute', columns: [name] } };
  return {
    severity,
    title: `${name} is ${percentOf(share)} missing`,
    detail: `${counted(column.missing, 'cell')} of ${grouped(rows)}.${writtenAs(column)}${next}`,
    columns: [name],
    value: share,
    weight: weightOf(share),
    ...(isTarget
      ? {
          noFix:
            'A target is never made up: rows without one take no part in training and judging.',
        }
      : { fix }),
  };
}

/** How missing cells are written, where they are not empty. */
function writtenAs({ missingAs = [] }: ColumnProfile): string {
  const written = missingAs.filter((v) => v.value !== '').map((v) => quoted(v.value));
  return written.length > 0 ? ` Written ${listed(written)}.` : '';
}

/** What these cells add to what is missing, once they are. */
export function leftBy(
  { missing: now }: ColumnProfile,
  cells: number,
  rows: number,
): NonNullable<Finding['leaves']> {
  const share = (now + cells) / rows;
  return { weight: weightOf(share) - weightOf(now / rows), share };
}

/** A filler at the end of the column, far out and frequent; a word or a mark that says so itself. */
function isDisguised(s: Suspect, column: ColumnProfile, present: number): boolean {
  if (s.pattern === 'word' || s.pattern === 'mark') return s.count >= disguised.words;
  if (s.count < disguised.count || s.often < disguised.often) return false;
  if (s.pattern === 'vague') return column.distinct >= disguised.distinct;
  if (s.apart === null) return false;
  if (/^-\d$/.test(s.value)) return s.onlyNegative;
  if (s.onlyNegative) return true;
  return s.apart >= disguised.apart && (s.value !== '0' || isNoZero(s, column, present));
}

/** A column that is mostly 0 counts something; and a share may be 0, unless that is far from all others. */
function isNoZero(s: Suspect, { number, shape }: ColumnProfile, present: number): boolean {
  if (s.count > disguised.zeroInflated * present) return false;
  const isShare = number !== undefined && number.max <= 1 && shape!.whole < present;
  return !isShare || (s.out ?? 0) > disguised.out;
}

/** What a suggestion says of the values of a column that may stand for missing. */
export interface Disguised {
  readonly values: readonly string[];
  readonly cells: number;
  readonly evidence: string;
}

/** The values of a column that may stand for missing and that a step could name, with the evidence; null for none. */
export function disguisedOf(column: ColumnProfile, rows: number): Disguised | null {
  const found = disguisedIn(column, rows);
  const values = textsOf(column, found);
  if (found.length === 0 || !values) return null;
  const cells = found.reduce((sum, s) => sum + s.count, 0);
  return { values, cells, evidence: evidenceOf(found[0]!) };
}

/** The values of a column that may stand for missing, by their frequency and their place. */
function disguisedIn(column: ColumnProfile, rows: number): readonly Suspect[] {
  const present = rows - column.missing - column.misfits;
  return column.distinct <= 2
    ? []
    : (column.suspects ?? []).filter((s) => isDisguised(s, column, present));
}

/**
 * The texts of a column that hold these values: of moments each day that is known by all its texts. Null where they are
 * not listed, so that a step could not name them.
 */
function textsOf(column: ColumnProfile, found: readonly Suspect[]): readonly string[] | null {
  if (column.type !== 'datetime') return found.map((s) => s.value);
  const texts = column.top.filter((t) => found.some((s) => t.value.startsWith(s.value)));
  const cells = found.reduce((sum, s) => sum + s.count, 0);
  return texts.reduce((sum, t) => sum + t.count, 0) === cells ? texts.map((t) => t.value) : null;
}

function disguisedDraft(about: About): Draft | null {
  const { column, rows, present } = about;
  const found = disguisedIn(column, rows);
  if (found.length === 0) return null;
  const cells = found.reduce((sum, s) => sum + s.count, 0);
  const values = found.map((s) => s.value);
  const leaves = leftBy(column, cells, rows);
  return {
    severity: cells / present > disguised.most ? 'ask' : 'medium',
    title: `${column.name} may be missing where it says ${listed(values.map(quoted))}`,
    detail: `${counted(cells, 'cell')}, ${percent(cells, rows)} of the rows. ${evidenceOf(found[0]!)}`,
    columns: [column.name],
    value: cells,
    weight: leaves.weight + 1,
    leaves,
    ...answerTo(about, found),
  };
}

function answerTo(
  { column, isTarget }: About,
  found: readonly Suspect[],
): Pick<Draft, 'fix' | 'noFix'> {
  if (isTarget)
    return { noFix: 'Only who made the file knows whether the target has these values.' };
  const values = textsOf(column, found);
  return values
    ? { fix: marking(column.name, values) }
    : { noFix: 'Their spellings are too many to list: read the column as dates without a time.' };
}

function evidenceOf(s: Suspect): string {
  if (s.apart === null)
    return s.pattern === 'vague'
      ? `${quoted(s.value)} comes ${s.often.toFixed(1)} times as often as the usual value.`
      : `${quoted(s.value)} says so itself.`;
  const times = s.often >= 10 ? grouped(Math.round(s.often)) : s.often.toFixed(1);
  const how = `${quoted(s.value)} comes ${times} times as often as the values next to it`;
  return s.apart >= disguised.apart
    ? `${how}, and lies ${grouped(Math.round(s.apart))} times as far out as they lie apart.`
    : `${how}, and is the only one below 0.`;
}
