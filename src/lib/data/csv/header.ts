import type { Guess } from '../formats/reader.ts';

type Row = readonly string[];

const rowsLimit = 3;

/** How many of the first rows are the header: none where the first looks like the others, several where names stand above units, or titles above names. */
export function guessHeader(rows: readonly Row[]): Guess {
  const first = oneRow(rows);
  if (first.value === '0') return first;
  let count = 1;
  let evidence = first.evidence;
  while (count < rowsLimit) {
    const more = isHeaderToo(rows, count);
    if (more === null) break;
    count += 1;
    evidence = more;
  }
  return { what: 'header', value: String(count), evidence, others: others(count) };
}

const others = (count: number): string[] => ['1', '0', '2', '3'].filter((n) => n !== String(count));

interface Say {
  readonly yes: (evidence: string) => Guess;
  readonly no: (evidence: string) => Guess;
}

const say: Say = {
  yes: (evidence) => ({ what: 'header', value: '1', evidence, others: others(1) }),
  no: (evidence) => ({ what: 'header', value: '0', evidence, others: others(0) }),
};

function oneRow(rows: readonly Row[]): Guess {
  const [first = [], ...rest] = rows;
  if (rest.length === 0) return say.yes('the file has one row');
  if (countsUp(first) && isYear(first[0]!)) return say.yes('the first row counts years');
  const columns = first.map((text, k) => columnOf(text, k, rest));
  const values = columns.filter((c) => c.isValue);
  const odd = values.find((c) => !isValue(c.text) && c.text.trim() !== '');
  if (odd) return say.yes(`“${short(odd.text)}” stands above numbers`);
  return values.length === 0 ? ofTexts(first, rest) : ofNumbers(columns, values);
}

/** Where nothing in the first row is unlike the numbers below it. */
function ofNumbers(columns: readonly Column[], values: readonly Column[]): Guess {
  const blank = columns.filter((c) => c.text.trim() === '');
  if (values.length === columns.length && blank.length === 0)
    return say.no('the first row is all numbers, as the others are');
  const again = columns.find((c) => !c.isValue && c.text !== '' && c.again);
  if (again) return say.no(`“${short(again.text)}” in the first row comes again below it`);
  if (blank.some((c) => c.filled))
    return say.yes('a cell of the first row is blank where those below it are not');
  if (countsUp(values.map((c) => c.text)) || values.some((c) => isYear(c.text) && !c.years))
    return say.yes('the numbers of the first row are not like those below them');
  return values.length >= columns.length / 2
    ? say.no('the first row has numbers where the others have them')
    : say.yes('the texts of the first row do not come again');
}

interface Column {
  readonly text: string;
  /** At least 90 % of the rows below have a number or a date. */
  readonly isValue: boolean;
  /** The text of the first row is below it too. */
  readonly again: boolean;
  /** At most a tenth of the rows below are blank. */
  readonly filled: boolean;
  /** Some row below has a year. */
  readonly years: boolean;
}

function columnOf(text: string, k: number, rest: readonly Row[]): Column {
  const below = rest.map((r) => r[k] ?? '');
  const present = below.filter((t) => t.trim() !== '');
  return {
    text,
    isValue: present.length > 0 && present.filter(isValue).length >= present.length * 0.9,
    again: below.includes(text),
    filled: present.length >= below.length * 0.9,
    years: present.some(isYear),
  };
}

function ofTexts(first: Row, rest: readonly Row[]): Guess {
  const again = first.every((text, k) => rest.some((r) => r[k] === text));
  return again && first.length > 1 && rest.length >= 5
    ? say.no('every text of the first row comes again below it')
    : say.yes('the first row may well be names');
}

/** Why row `at` belongs to the header of the rows above it, or null. */
function isHeaderToo(rows: readonly Row[], at: number): string | null {
  const row = rows[at] ?? [];
  const rest = rows.slice(at + 1);
  if (rest.length < 2 || row.every((t) => t.trim() === '')) return null;
  const columns = row.map((text, k) => columnOf(text, k, rest));
  const values = columns.filter((c) => c.isValue);
  if (values.some((c) => isValue(c.text))) return null;
  const names = values.filter((c) => !isMarker(c.text)).map((c) => c.text);
  if (areNames(names, values.length))
    return `“${short(names[0]!)}” in row ${at + 1} stands above numbers`;
  if (names.length === 1 && values.length === 1 && isUnit(names[0]!))
    return `“${short(names[0]!)}” in row ${at + 1} is a unit`;
  return fillsGaps(rows[at - 1]!, columns)
    ? `row ${at + 1} names the columns that row ${at} leaves blank`
    : null;
}

/** Texts above at least half of the columns of numbers, not one text in all of them. */
const areNames = (names: readonly string[], columns: number): boolean =>
  names.length >= 2 &&
  names.length >= columns / 2 &&
  (new Set(names).size > 1 || names.every(isUnit));

/** Titles of groups stand once, above the first of several columns; the row below names each of these. */
function fillsGaps(above: Row, columns: readonly Column[]): boolean {
  const gaps = columns.filter((c, k) => (above[k] ?? '').trim() === '' && k > 0);
  const named = gaps.filter((c) => c.text.trim() !== '');
  const blankId = columns.some((c) => c.isValue && c.filled && c.text.trim() === '');
  return gaps.length >= 2 && named.length >= 0.8 * gaps.length && blankId;
}

const isMarker = (text: string): boolean =>
  /^\s*(|na|n\/a|n\.a\.?|nan|null|none|nil|missing|unknown|unk|-+|\.+|\?+|#n\/a|inf(inity)?)\s*$/i.test(
    text,
  );

const isUnit = (text: string): boolean =>
  /^\s*[[(]?\s*(%|‰|°[CF]?|[kcmµnd]?(m|g|s|l|W|V|A|Pa|Hz|J|bar)([²³23]|\/\w+)?|kWh|min|h|hours?|days?|years?|USD|EUR|GBP|[$€£¥])\s*[\])]?\s*$/u.test(
    text,
  );

/** A number in any country's way of writing, a date or a time. */
function isValue(text: string): boolean {
  const t = text.trim();
  return t.length < 60 && (number.test(t) || date.test(t) || clock.test(t));
}

const number =
  /^[$€£¥]?\s?[-+−]?[$€£¥]?(\d[\d.,'’_\u00a0\u202f\u2009 ]*|[.,]\d+)([eE][-+]?\d+)?\s?[%€$£¥]?$/u;
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}\S*)?$/;
const clock = /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/;

const isYear = (text: string): boolean => /^(18|19|20)\d\d$/.test(text.trim());

/** Whole numbers, each one more than the one before it. */
const countsUp = (cells: Row): boolean =>
  cells.length > 1 && cells.every((c, k) => /^\d+$/.test(c) && Number(c) === Number(cells[0]) + k);

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/**
 * Texts of the columns: of several rows joined with a space, a blank title taken from the left where the column has
 * a name below it. One row stays as it is.
 */
export function headerTexts(rows: readonly Row[]): string[] {
  if (rows.length === 1) return [...rows[0]!];
  const width = Math.max(...rows.map((r) => r.length));
  const carried = rows.map((row, i) =>
    i < rows.length - 1 ? withTitles(row, rows.slice(i + 1)) : row,
  );
  return Array.from({ length: width }, (_, k) =>
    carried
      .map((row) => (row[k] ?? '').trim())
      .filter((text, i, all) => text !== '' && text !== all[i - 1])
      .join(' '),
  );
}

/** A row whose gaps, but for those before its first text, hold the title to their left where a name stands below. */
function withTitles(row: Row, below: readonly Row[]): string[] {
  const width = Math.max(row.length, ...below.map((r) => r.length));
  let title = '';
  return Array.from({ length: width }, (_, k) => {
    const text = row[k] ?? '';
    if (text.trim() !== '') title = text;
    const named = below.some((r) => (r[k] ?? '').trim() !== '');
    return named ? title || text : text;
  });
}
