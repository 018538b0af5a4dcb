import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import {
  categoryColumn,
  replaceColumn,
  type CategoryColumn,
  type Column,
} from '#lib/engine/table.ts';
import {
  fitting,
  list,
  orNull,
  pair,
  perFeature,
  record,
  text,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { levelCounts, nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { oneHot as spec } from './spec.ts';
import { freeName } from '../../names.ts';

type Params = ParamsOf<typeof spec>;

/** A level: its text, or null for missing. */
type Level = string | null;

/** What one column becomes. */
interface Encoding {
  /** Names of the new columns, in scikit-learn's order. */
  readonly names: readonly string[];
  /** For each known level the index of its new column, −1 where the level is left out. */
  readonly levels: readonly (readonly [Level, number])[];
  /** The same for levels not seen in training. */
  readonly unknown: number;
}

const encodingForm = fitting(
  record<Encoding>({
    names: list(text),
    levels: list(pair(orNull(text), whole({ least: -1 }))),
    unknown: whole({ least: -1 }),
  }),
  ({ names, levels, unknown }) =>
    unless(
      [new Set(names).size === names.length, 'two new columns have one name'],
      [
        [unknown, ...levels.map(([, at]) => at)].every((at) => at < names.length),
        'a level has no column',
      ],
    ),
);

/** OneHotEncoder(handle_unknown="infrequent_if_exist"): a level not seen in training is rare, or all zeros. */
export const oneHot = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: { version: 1, form: list(encodingForm, perFeature) },

  fit({ table, columns, params }) {
    const replaced = new Set(columns);
    const taken = new Set([...table.columns.keys()].filter((name) => !replaced.has(name)));
    return columns.map((name) => {
      const counts = levelCounts(categoryColumn(table, name, 'oneHot'));
      if (table.rows === 0) throw nothingToLearn('oneHot', name, 0, '');
      return learn(name, counts, params, taken);
    });
  },

  transform({ table, columns }, encodings) {
    return columns.reduce((now, name, j) => {
      const c = categoryColumn(now, name, 'oneHot');
      return replaceColumn(now, name, encoded(c, encodings[j]!));
    }, table);
  },

  report({ table, columns }, encodings, mood) {
    return columns.flatMap((col, j) => {
      const { names, unknown } = encodings[j]!;
      const into = `${verb(mood, 'encoded')} '${col}' into ${counted(names.length, 'column')}`;
      const done = effect('encode', into, {
        rows_affected: table.rows,
        col,
        columns_added: names.length,
      });
      const n = unknownRows(categoryColumn(table, col, 'oneHot'), encodings[j]!);
      if (n === 0) return [done];
      const as = unknown < 0 ? 'all zeros' : `'${names[unknown]}'`;
      const warning = `${counted(n, 'row')} of '${col}' ${n === 1 ? 'holds a level' : 'hold levels'} not seen in training, encoded as ${as}`;
      return [
        done,
        effect('encode', warning, { rows_affected: 0, rows_unknown: n, col }, 'WARNING'),
      ];
    });
  },
});

function learn(
  name: string,
  counts: readonly (readonly [Level, number])[],
  params: Params,
  taken: Set<string>,
): Encoding {
  const rare = rareLevels(
    counts.map(([, n]) => n),
    params,
  );
  const frequent = counts.filter((_, k) => !rare.has(k)).map(([level]) => level);
  const labels = frequent.map((level) => level ?? 'nan');
  if (rare.size > 0) labels.push('infrequent_sklearn');
  const leaveOut = params.drop === 'first' || (params.drop === 'ifBinary' && labels.length === 2);
  const at = (k: number): number => (leaveOut ? k - 1 : k);
  const shared = rare.size > 0 ? at(frequent.length) : -1;
  const places = new Map(frequent.map((level, k) => [level, at(k)]));
  return {
    names: labels.slice(leaveOut ? 1 : 0).map((label) => freeName(`${name}_${label}`, taken)),
    levels: counts.map(([level]) => [level, places.get(level) ?? shared] as const),
    unknown: shared,
  };
}

/** Indices of the levels that share a column, as OneHotEncoder._identify_infrequent finds them. */
function rareLevels(
  counts: readonly number[],
  { minFrequency, maxCategories }: Params,
): ReadonlySet<number> {
  const all = counts.map((_, k) => k);
  const rare = new Set(all.filter((k) => counts[k]! < (minFrequency ?? 0)));
  if (maxCategories === null || maxCategories >= counts.length - rare.size + 1) return rare;
  const ascending = all.sort((a, b) => counts[a]! - counts[b]! || a - b);
  for (const k of ascending.slice(0, counts.length - (maxCategories - 1))) rare.add(k);
  return rare;
}

function encoded(c: CategoryColumn, encoding: Encoding): [string, Column][] {
  const place = placesOf(c, encoding);
  const columns = encoding.names.map(() => new Float64Array(c.codes.length));
  for (let i = 0; i < c.codes.length; i += 1) {
    const column = columns[place[c.codes[i]! + 1]!];
    if (column) column[i] = 1;
  }
  return encoding.names.map((name, k) => [name, { kind: 'number', values: columns[k]! }]);
}

/** The new column of each code: `place[code + 1]`, so that missing comes first. */
function placesOf(c: CategoryColumn, { levels, unknown }: Encoding): Int32Array {
  const known = new Map(levels);
  return Int32Array.from([null, ...c.levels], (level) => known.get(level) ?? unknown);
}

function unknownRows(c: CategoryColumn, { levels }: Encoding): number {
  const known = new Map(levels);
  const isKnown = [null, ...c.levels].map((level) => known.has(level));
  return c.codes.reduce((n, code) => (isKnown[code + 1] ? n : n + 1), 0);
}
