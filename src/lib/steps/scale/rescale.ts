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
