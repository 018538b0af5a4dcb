import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import {
  categoryColumn,
  withColumns,
  type CategoryColumn,
  type NumberColumn,
} from '#lib/engine/table.ts';
import { list, number, orNull, perFeature, record, text } from '#lib/engine/state.ts';
import { levelCounts, nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { ordinal as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

interface Encoding {
  /** The level of code 0, 1, 2, … */
  readonly levels: readonly string[];
  /** The code of a missing cell; null leaves it missing. */
  readonly missing: number | null;
}

const encodingForm = record<Encoding>({ levels: list(text), missing: orNull(number()) });

/** OrdinalEncoder(handle_unknown="use_encoded_value"). */
export const ordinal = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: { version: 1, form: list(encodingForm, perFeature) },

  fit({ table, columns, params }) {
    checkOrder(params.categories);
    return columns.map((name) => {
      const counts = levelCounts(categoryColumn(table, name, 'ordinal'));
      if (table.rows === 0) throw nothingToLearn('ordinal', name, 0, '');
      const sawMissing = counts.at(-1)?.[0] === null || params.categories !== null;
      return {
        levels: params.categories ?? counts.flatMap(([level]) => level ?? []),
        missing: sawMissing ? params.encodedMissingValue : params.unknownValue,
      };
    });
  },

  transform({ table, columns, params }, encodings) {
    return withColumns(
      table,
      columns.map((name, j) => {
        const c = categoryColumn(table, name, 'ordinal');
        return [name, coded(c, encodings[j]!, params)] as const;
      }),
    );
  },

  report({ table, columns, params }, encodings, mood) {
    return columns.flatMap((col, j) => {
      const { levels, missing } = encodings[j]!;
      const c = categoryColumn(table, col, 'ordinal');
      const cells = missing === null ? c.codes.filter((k) => k >= 0).length : table.rows;
      const codes = levels.length > 1 ? `codes 0 to ${levels.length - 1}` : 'code 0';
      const done = effect('encode', `${verb(mood, 'encoded')} '${col}' as ${codes}`, {
        rows_affected: cells,
        col,
      });
      const n = unknownRows(c, encodings[j]!);
      if (n === 0) return [done];
      const warning = `${counted(n, 'row')} of '${col}' ${n === 1 ? 'holds a level' : 'hold levels'} not in the order, encoded as ${params.unknownValue}`;
      return [
        done,
        effect('encode', warning, { rows_affected: 0, rows_unknown: n, col }, 'WARNING'),
      ];
    });
  },
});

function checkOrder(categories: Params['categories']): void {
  const twice = categories?.find((level, k) => categories.indexOf(level) < k);
  if (twice === undefined && categories?.length !== 0) return;
  throw new EngineError({
    code: 'params-invalid',
    what: twice === undefined ? 'The order lists no level' : `“${twice}” stands twice in the order`,
    where: { step: 'ordinal' },
    remedy:
      twice === undefined
        ? 'List the levels from low to high, or leave the order empty.'
        : 'List each level once.',
  });
}

function coded(
  c: CategoryColumn,
  { levels, missing }: Encoding,
  { unknownValue }: Params,
): NumberColumn {
  const rank = new Map(levels.map((level, k) => [level, k]));
  const codes = [missing ?? NaN, ...c.levels.map((level) => rank.get(level) ?? unknownValue)];
  const values = new Float64Array(c.codes.length);
  for (let i = 0; i < values.length; i += 1) values[i] = codes[c.codes[i]! + 1]!;
  return { kind: 'number', values };
}

function unknownRows(c: CategoryColumn, { levels }: Encoding): number {
  const known = new Set(levels);
  const isKnown = c.levels.map((level) => known.has(level));
  return c.codes.reduce((n, code) => (code < 0 || isKnown[code] ? n : n + 1), 0);
}
