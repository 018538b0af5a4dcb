import type { Kind } from './ast.ts';

/** What a function takes and gives. `same` stands for one kind that all such arguments share. */
export interface Signature {
  readonly takes: readonly (Kind | 'same')[];
  /** The last argument may come again; `most` arguments in all. */
  readonly more?: number;
  /** Arguments after the first that must be written out, not computed. */
  readonly written?: true;
  readonly gives: Kind | 'same';
  /** Whole numbers. */
  readonly whole?: true;
  /** "year(seen)" */
  readonly example: string;
  readonly help: string;
}

const one = (example: string, help: string): Signature => ({
  takes: ['number'],
  gives: 'number',
  example,
  help,
});
const part = (example: string, help: string): Signature => ({
  takes: ['moment'],
  gives: 'number',
  whole: true,
  example,
  help,
});
const search = (example: string, help: string): Signature => ({
  takes: ['text', 'text'],
  written: true,
  gives: 'truth',
  example,
  help,
});

/** Every function of a formula, in the order in which the page lists them. */
export const functions = {
  abs: one('abs(x)', 'The size without the sign.'),
  sqrt: one('sqrt(x)', 'The square root; of a number below 0 missing.'),
  log: one('log(x)', 'The natural logarithm; of 0 and less missing.'),
  log10: one('log10(x)', 'The logarithm to base 10; of 0 and less missing.'),
  log2: one('log2(x)', 'The logarithm to base 2; of 0 and less missing.'),
  exp: one('exp(x)', 'e to the power of x.'),
  floor: one('floor(x)', 'The next whole number below.'),
  ceil: one('ceil(x)', 'The next whole number above.'),
  sign: one('sign(x)', '-1, 0 or 1.'),
  sin: one('sin(x)', 'The sine of an angle in radians.'),
  cos: one('cos(x)', 'The cosine of an angle in radians.'),
  round: {
    takes: ['number', 'number'],
    written: true,
    gives: 'number',
    example: 'round(x, 2)',
    help: 'To so many decimals, halves to the even digit as numpy does.',
  },
  min: {
    takes: ['number', 'number'],
    more: 20,
    gives: 'number',
    example: 'min(a, b)',
    help: 'The least of those that are there.',
  },
  max: {
    takes: ['number', 'number'],
    more: 20,
    gives: 'number',
    example: 'max(a, b)',
    help: 'The greatest of those that are there.',
  },
  if: {
    takes: ['truth', 'same', 'same'],
    gives: 'same',
    example: 'if(x > 3, 1, 0)',
    help: 'The second where the first holds, else the third.',
  },
  coalesce: {
    takes: ['same', 'same'],
    more: 20,
    gives: 'same',
    example: 'coalesce(a, b, 0)',
    help: 'The first that is not missing.',
  },
  length: {
    takes: ['text'],
    gives: 'number',
    whole: true,
    example: 'length(name)',
    help: 'How many characters a text has.',
  },
  words: {
    takes: ['text'],
    gives: 'number',
    whole: true,
    example: 'words(name)',
    help: 'How many words a text has, parted by white space.',
  },
  contains: search('contains(name, "Mrs")', 'Whether the text has this part.'),
  starts: search('starts(name, "A")', 'Whether the text begins with this.'),
  ends: search('ends(name, "Jr")', 'Whether the text ends with this.'),
  concat: {
    takes: ['text', 'text'],
    more: 20,
    gives: 'text',
    example: 'concat(first, " ", last)',
    help: 'Texts one behind the other; missing where one is missing.',
  },
  slice: {
    takes: ['text', 'number', 'number'],
    written: true,
    gives: 'text',
    example: 'slice(code, 1, 3)',
    help: 'From this character, the first being 1, so many of them.',
  },
  replace: {
    takes: ['text', 'text', 'text'],
    written: true,
    gives: 'text',
    example: 'replace(phone, "-", "")',
    help: 'Every such part of the text by another.',
  },
  split: {
    takes: ['text', 'text', 'number'],
    written: true,
    gives: 'text',
    example: 'split(name, ",", 1)',
    help: 'The text is cut at every such mark; this part of it, the first being 1.',
  },
  extract: {
    takes: ['text', 'text'],
    written: true,
    gives: 'text',
    example: 'extract(ticket, "[0-9]+")',
    help: 'The first part that the pattern matches, or its first group in ( ).',
  },
  lower: {
    takes: ['text'],
    gives: 'text',
    example: 'lower(name)',
    help: 'In small letters.',
  },
  upper: {
    takes: ['text'],
    gives: 'text',
    example: 'upper(name)',
    help: 'In capital letters.',
  },
  date: {
    takes: ['text'],
    gives: 'moment',
    example: 'date("2024-05-31")',
    help: 'A date, or a date and a time such as "2024-05-31 17:30:00".',
  },
  year: part('year(seen)', 'The year of a date.'),
  quarter: part('quarter(seen)', 'The quarter, from 1 to 4.'),
  month: part('month(seen)', 'The month, from 1 to 12.'),
  day: part('day(seen)', 'The day of the month.'),
  weekday: part('weekday(seen)', 'The day of the week, from Monday = 1 to Sunday = 7.'),
  dayofyear: part('dayofyear(seen)', 'The day of the year, from 1 to 366.'),
  hour: part('hour(seen)', 'The hour, from 0 to 23, as it is written.'),
  minute: part('minute(seen)', 'The minute.'),
  days: {
    takes: ['moment', 'moment'],
    gives: 'number',
    example: 'days(opened, closed)',
    help: 'Days from the first date to the second, with the part of a day.',
  },
} as const satisfies Record<string, Signature>;

export type FunctionName = keyof typeof functions;

export const signatureOf = (name: string): Signature | null =>
  Object.hasOwn(functions, name) ? functions[name as FunctionName] : null;
