import { numberColumn, withColumns, type NumberColumn, type Table } from '#lib/engine/table.ts';

/** Each column's numbers through `change`; missing stays missing. */
export function mapNumbers(
  table: Table,
  columns: readonly string[],
  step: string,
  change: (x: number, j: number) => number,
): Table {
  return withColumns(
    table,
    columns.map((name, j) => {
      const { values } = numberColumn(table, name, step);
      return [name, { kind: 'number', values: values.map((x) => change(x, j)) }] as const;
    }),
  );
}

/** Cells whose number differs afterwards. */
export function changedCells({ values }: NumberColumn, change: (x: number) => number): number {
  let n = 0;
  for (const x of values) if (!Number.isNaN(x) && change(x) !== x) n += 1;
  return n;
}

/**
 * A variance within the rounding error of its own computation counts as 0: Chan, Golub and LeVeque 1983, as in
 * scikit-learn's _is_constant_feature.
 */
export function isConstant({
  deviation,
  mean,
  n,
}: {
  readonly deviation: number;
  readonly mean: number;
  readonly n: number;
}): boolean {
  const variance = deviation ** 2;
  return variance <= n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
}
