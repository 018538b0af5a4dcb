import { describe, expect, it } from 'vitest';
import { dateForms, dateReading } from '#lib/codegen/javascript/dates.ts';
import { derivedCode } from '#lib/codegen/javascript/formula.ts';
import { valueReader } from '#lib/data/values/value.ts';
import { dateFormatIds, dateFormatParts, monthNames } from '#lib/recipe/dateFormats.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { cleaningSpeakings } from '#lib/steps/javascriptCleaning.ts';

/** The exported JavaScript reads dates as the table does, whatever their format. */

const dateColumn = (type: 'date' | 'datetime', ...formats: string[]): SourceColumn => ({
  ...{ name: 'when', header: 'when', role: 'feature', meaning: 'none' },
  type,
  parse: { as: 'date', formats },
});

const defined = <T>(code: string, name: string): T =>
  (new Function(`${code}\nreturn ${name};`) as () => T)();
const dateOf = defined<(text: string, forms: object) => string | null>(dateReading, 'dateOf');

/** Texts of a format, with what is odd in it: the last day of February, a day too many, blanks, the other case. */
function texts(id: string): string[] {
  const { pattern, language, ordinal } = dateFormatParts(id);
  const names = monthNames[language]!;
  const first = (words: readonly string[], k: number): string => words[k]!.split('|')[0]!;
  const written = (year: number, month: number, day: number): string => {
    const end = ordinal ? (['th', 'st', 'nd', 'rd'][day] ?? 'th') : '';
    const values: Record<string, string> = {
      ...{ Y: String(year), y: String(year).slice(2), m: String(month).padStart(2, '0') },
      ...{ d: String(day).padStart(2, '0') + end, H: '23', I: '12', M: '05', S: '59', f: '25' },
      ...{ p: 'PM', z: '-03:30', B: first(names.full, month - 1) },
      ...{ b: first(names.short, month - 1), a: 'Mon', A: 'Monday' },
    };
    if (id === 'ISO8601' || id === 'ISO8601%z')
      return `${year}-${values['m']}-${values['d']}T23:05:59.25${id === 'ISO8601' ? '' : ' +02:00'}`;
    return pattern.replace(/%([A-Za-z])/g, (_, directive: string) => values[directive]!);
  };
  const all = [
    ...[written(2023, 1, 31), written(1999, 2, 28), written(2023, 2, 29), written(2024, 2, 29)],
    ...[written(1969, 12, 31), written(2068, 12, 9)],
  ];
  return [...all, ...all.map((t) => ` ${t}\u00a0`), all[0]!.toUpperCase(), 'no date', ''];
}

describe('dates in the exported JavaScript', () => {
  it('are those of the table in every format that is looked for', () => {
    const ids = dateFormatIds().filter((id) => !id.startsWith('@'));
    expect(ids.length).toBeGreaterThan(100);
    let dates = 0;
    const wrong = ids.flatMap((id) =>
      (['date', 'datetime'] as const).flatMap((type) => {
        const column = dateColumn(type, id);
        const [read, forms] = [valueReader(column), dateForms(column)!];
        return texts(id).flatMap((text) => {
          const { value } = read(text);
          if (value !== null) dates += 1;
          const ours = dateOf(text, JSON.parse(JSON.stringify(forms)) as object);
          return ours === value ? [] : [[id, type, text, value, ours]];
        });
      }),
    );
    expect(wrong).toEqual([]);
    expect(dates).toBeGreaterThan(ids.length * 8);
  });

  it('are those of the first format that fits, and days that are counted are not read', () => {
    const both = dateColumn('date', '%d/%m/%Y', '%m/%d/%Y');
    expect(dateOf('03/04/2021', dateForms(both)!)).toBe('2021-04-03');
    expect(dateOf('03/14/2021', dateForms(both)!)).toBe('2021-03-14');
    expect(dateForms(dateColumn('date', '@excel1900'))).toBeNull();
  });
});

it('a dot of a pattern stands for all but a line feed', () => {
  const code = [...derivedCode.uses].join('\n');
  const cell = defined<(e: object, row: Map<string, string>) => string | null>(code, 'formulaCell');
  const extract = (pattern: string, text: string): string | null =>
    cell(
      {
        ...{ node: 'apply', kind: 'text', op: 'extract' },
        args: [
          { node: 'column', kind: 'text', name: 'x' },
          { node: 'constant', kind: 'text', value: pattern },
        ],
      },
      new Map([['x', text]]),
    );
  expect(extract('a.b', 'a\u2028b')).toBe('a\u2028b');
  expect(extract('a.b', 'a\nb')).toBeNull();
  expect(extract('a\\.b', 'axb')).toBeNull();
  expect(extract('a[.]b', 'axb')).toBeNull();
});

it('numbers that become texts are written as DuckDB writes them', () => {
  const text = defined<(x: number) => string | null>(
    cleaningSpeakings['cast']!.uses!.join('\n'),
    'numberText',
  );
  const written: readonly (readonly [number, string | null])[] = [
    [1332579083937.4062, '1332579083937.4062'],
    [100000.5, '100000.5'],
    [-0.00012345, '-0.00012345'],
    [-3, '-3'],
    [1e-5, '1e-05'],
    [1.5e16, '1.5e+16'],
    [5e-324, '5e-324'],
    [Number.NaN, null],
  ];
  for (const [x, wanted] of written) expect(text(x)).toBe(wanted);
});
