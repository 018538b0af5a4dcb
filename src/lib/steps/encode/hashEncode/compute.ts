import type { ParamsOf } from '#lib/recipe/step.ts';
import { murmurHash } from '#lib/engine/murmur.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { fitting, names as distinct, unless } from '#lib/engine/state.ts';
import { categoryColumn, type Column, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { newNames } from '../byLevel.ts';
import type { hashEncode as spec } from './spec.ts';

const hashForm = fitting(distinct, (names) => unless([names.length > 0, 'it makes no column']));

/** FeatureHasher of the texts "column=level"; missing cells add nothing. Only the names depend on the training rows. */
export const hashEncode = defineLearned<typeof spec>()<readonly string[]>({
  kind: 'learned',
  state: { version: 1, form: hashForm },

  fit({ table, columns, params }) {
    for (const name of columns) {
      categoryColumn(table, name, 'hashEncode');
      if (table.rows === 0) throw nothingToLearn('hashEncode', name, 0, '');
    }
    const wanted = Array.from({ length: params.nFeatures }, (_, k) => `hash${k}`);
    return newNames(table, columns, [wanted])[0]!;
  },

  transform({ table, columns, params }, names) {
    const made = names.map(() => new Float64Array(table.rows));
    for (const name of columns) addLevels(made, table, name, params);
    const gone = new Set(columns);
    const kept = [...table.columns].filter(([name]) => !gone.has(name));
    const added = names.map((name, k): [string, Column] => [
      name,
      { kind: 'number', values: made[k]! },
    ]);
    return { rows: table.rows, columns: new Map([...kept, ...added]) };
  },

  report: ({ table, columns }, names, mood) =>
    columns.map((col) =>
      effect(
        'encode',
        `${verb(mood, 'encoded')} '${col}' by hashing into ${counted(names.length, 'shared column')}`,
        { rows_affected: table.rows, col },
      ),
    ),
});

function addLevels(
  made: readonly Float64Array[],
  table: Table,
  name: string,
  { alternateSign }: ParamsOf<typeof spec>,
): void {
  const c = categoryColumn(table, name, 'hashEncode');
  const hashes = c.levels.map((level) => murmurHash(`${name}=${level}`));
  const places = hashes.map((h) => placeOf(h, made.length));
  for (let i = 0; i < table.rows; i += 1) {
    const code = c.codes[i]!;
    if (code >= 0) made[places[code]!]![i]! += alternateSign && hashes[code]! < 0 ? -1 : 1;
  }
}

/** The smallest 32-bit number has no positive counterpart; scikit-learn's way around it. */
const placeOf = (hash: number, n: number): number =>
  hash === -2147483648 ? (2147483647 - (n - 1)) % n : Math.abs(hash) % n;
