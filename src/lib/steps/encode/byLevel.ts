import type { LogEvent } from '#lib/recipe/log.ts';
import type { Mood } from '#lib/engine/step.ts';
import {
  fitting,
  list,
  names,
  number,
  orNull,
  pair,
  perFeature,
  record,
  text,
  unless,
} from '#lib/engine/state.ts';
import {
  categoryColumn,
  replaceColumn,
  type CategoryColumn,
  type Column,
  type Table,
} from '#lib/engine/table.ts';
import { levelCounts, nothingToLearn } from '../cells.ts';
import { effect, verb } from '../report.ts';
import { counted } from '../words.ts';
import { freeName } from '../names.ts';

/** What encoders share that give each level numbers: one list for each level, as long as the column has new names. */
export interface Encoding {
  readonly names: readonly string[];
  /** Missing is a level of its own, null. */
  readonly levels: readonly (readonly [level: string | null, numbers: readonly number[]])[];
  /** For levels that training did not hold. */
  readonly unknown: readonly number[];
}

const encodingForm = fitting(
  record<Encoding>({
    names,
    levels: list(pair(orNull(text), list(number()))),
    unknown: list(number()),
  }),
  ({ names: own, levels, unknown }) =>
    unless(
      [
        [unknown, ...levels.map(([, numbers]) => numbers)].every((n) => n.length === own.length),
        'a level has other numbers than there are columns',
      ],
      [
        new Set(levels.map(([level]) => level)).size === levels.length,
        'a level stands there twice',
      ],
    ),
);
/** What a step that has learned `Encoding`s says of them. */
export const encodingState = { version: 1, form: list(encodingForm, perFeature) } as const;

/** The levels of a training column in scikit-learn's order, null last, with the place of each row's. */
export function levelsOf(
  table: Table,
  name: string,
  step: string,
): { readonly levels: readonly (string | null)[]; readonly places: Int32Array } {
  const c = categoryColumn(table, name, step);
  if (table.rows === 0) throw nothingToLearn(step, name, 0, '');
  const levels = levelCounts(c).map(([level]) => level);
  const place = new Map(levels.map((level, k) => [level, k]));
  const places = placesOf(c, (level) => place.get(level) ?? -1);
  return { levels, places };
}

/** Names for the columns that take a column's place: `name_suffix`, each as often as it is free. */
export function newNames(
  table: Table,
  replaced: readonly string[],
  wanted: readonly (readonly string[])[],
): string[][] {
  const gone = new Set(replaced);
  const taken = new Set([...table.columns.keys()].filter((name) => !gone.has(name)));
  return wanted.map((names) => names.map((name) => freeName(name, taken)));
}

/** Each column's numbers in its place. */
export const encodedByLevel = (
  table: Table,
  columns: readonly string[],
  encodings: readonly Encoding[],
  step: string,
): Table =>
  columns.reduce(
    (now, name, j) =>
      replaceColumn(now, name, numbersOf(categoryColumn(now, name, step), encodings[j]!)),
    table,
  );

function numbersOf(c: CategoryColumn, { names, levels, unknown }: Encoding): [string, Column][] {
  const known = new Map(levels);
  return names.map((name, k) => {
    const numbers = [null, ...c.levels].map((level) => (known.get(level) ?? unknown)[k]!);
    return [
      name,
      { kind: 'number', values: Float64Array.from(c.codes, (code) => numbers[code + 1]!) },
    ];
  });
}

/** The numbers of rows that are each encoded by an encoding of their own: `of[i]` is the place in `encodings` of row i. */
export function encodedByFold(
  places: Int32Array,
  of: Int32Array,
  encodings: readonly (readonly (readonly number[])[])[],
  names: readonly string[],
): [string, Column][] {
  return names.map((name, k) => {
    const values = Float64Array.from(places, (place, i) => encodings[of[i]!]![place]![k]!);
    return [name, { kind: 'number', values }];
  });
}

const placesOf = (c: CategoryColumn, place: (level: string | null) => number): Int32Array => {
  const all = [null, ...c.levels].map(place);
  return c.codes.map((code) => all[code + 1]!);
};

/** One event for each column, and a warning where rows hold levels that training did not. */
export function encodingReport(
  {
    table,
    columns,
    step,
  }: { readonly table: Table; readonly columns: readonly string[]; readonly step: string },
  encodings: readonly Encoding[],
  mood: Mood,
  { as, unknownAs }: { readonly as: string; readonly unknownAs: string },
): LogEvent[] {
  return columns.flatMap((col, j) => {
    const { names, levels } = encodings[j]!;
    const into =
      names.length === 1 && names[0] === col ? '' : ` into ${counted(names.length, 'column')}`;
    const message = `${verb(mood, 'encoded')} ${counted(levels.length, 'level')} of '${col}'${into} ${as}`;
    const done = effect('encode', message, {
      rows_affected: table.rows,
      col,
      columns_added: names.length,
    });
    const known = new Set(levels.map(([level]) => level));
    const c = categoryColumn(table, col, step);
    const strange = placesOf(c, (level) => (known.has(level) ? 0 : 1)).reduce((n, x) => n + x, 0);
    if (strange === 0) return [done];
    const warning = `${counted(strange, 'row')} of '${col}' ${strange === 1 ? 'holds a level' : 'hold levels'} not seen in training, encoded as ${unknownAs}`;
    return [
      done,
      effect('encode', warning, { rows_affected: 0, rows_unknown: strange, col }, 'WARNING'),
    ];
  });
}
