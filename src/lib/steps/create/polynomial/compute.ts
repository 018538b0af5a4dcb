import { EngineError } from '#lib/recipe/errors.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { names as distinct } from '#lib/engine/state.ts';
import { numberColumn, withColumns } from '#lib/engine/table.ts';
import { finiteNumbers } from '../../finite.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { productsOf } from '../products.ts';
import type { polynomial as spec } from './spec.ts';
import { freeName } from '../../names.ts';

const mostColumns = 5000;

/** PolynomialFeatures(include_bias=False): only the new columns' names depend on the training rows. */
export const polynomial = defineLearned<typeof spec>()<readonly string[]>({
  kind: 'learned',
  state: { version: 1, form: distinct },

  fit({ table, columns, params }) {
    finiteNumbers(table, columns, 'polynomial');
    const products = productsOf(columns.length, params);
    if (products.length > mostColumns) throw tooMany(products.length);
    const taken = new Set(table.columns.keys());
    return products.map((factors) => freeName(nameOf(factors, columns), taken));
  },

  transform({ table, columns, params }, names) {
    const values = columns.map((name) => numberColumn(table, name, 'polynomial').values);
    const made = productsOf(columns.length, params).map((factors, k) => {
      const product = values[factors.at(-1)!]!.slice();
      for (const j of factors.slice(0, -1).reverse())
        for (let i = 0; i < product.length; i += 1) product[i]! *= values[j]![i]!;
      return [names[k]!, { kind: 'number', values: product }] as const;
    });
    return withColumns(table, made);
  },

  report: ({ table, columns }, names, mood) => [
    effect(
      'create',
      `${verb(mood, 'added')} ${counted(names.length, 'product')} of ${listed(columns)}`,
      { rows_affected: table.rows, columns_added: names.length },
    ),
  ],
});

/** "a b", "a^2", "a^2 b" */
function nameOf(factors: readonly number[], columns: readonly string[]): string {
  const powers = Map.groupBy(factors, (j) => j);
  return [...powers]
    .map(([j, times]) => (times.length > 1 ? `${columns[j]!}^${times.length}` : columns[j]!))
    .join(' ');
}

const tooMany = (n: number): EngineError =>
  new EngineError({
    code: 'size-limit',
    what: `There would be ${n} products, more than ${mostColumns}`,
    where: { step: 'polynomial' },
    remedy: 'Choose fewer columns, or a lower degree.',
  });
