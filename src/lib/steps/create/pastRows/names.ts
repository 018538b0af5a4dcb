import { freeName } from '../../names.ts';

export interface PastColumn {
  readonly name: string;
  readonly of: string;
  readonly rows: number;
}

/** The columns that the step adds: for each column, one for each number of rows. */
export function pastColumns(
  before: readonly { readonly name: string }[],
  columns: readonly string[],
  { figure, rows }: { readonly figure: string; readonly rows: readonly number[] },
): readonly PastColumn[] {
  const taken = new Set(before.map((c) => c.name));
  return columns.flatMap((of) =>
    rows.map((n) => ({ of, rows: n, name: freeName(`${of}_${words(figure)}_${n}`, taken) })),
  );
}

const words = (figure: string): string =>
  figure === 'lag' || figure === 'change' ? figure : `past_${figure}`;
