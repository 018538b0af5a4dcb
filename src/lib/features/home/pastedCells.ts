/** A cell as it was copied, which may reach over its neighbours. */
export interface SpanCell {
  readonly text: string;
  readonly across: number;
  /** 0: to the last row. */
  readonly down: number;
}

/** Rows of equal length in which each part of a merged cell holds its text; `filled` counts the parts so made. */
export function spread(rows: readonly (readonly SpanCell[])[]): {
  readonly rows: readonly (readonly string[])[];
  readonly filled: number;
} {
  const grid: string[][] = rows.map(() => []);
  let filled = 0;
  for (const [i, row] of rows.entries()) {
    let at = 0;
    for (const { text, across, down } of row) {
      while (grid[i]![at] !== undefined) at += 1;
      const height = Math.min(down || rows.length, rows.length - i);
      for (let y = i; y < i + height; y += 1)
        for (let x = at; x < at + across; x += 1) grid[y]![x] = text;
      filled += across * height - 1;
      at += across;
    }
  }
  const width = Math.max(0, ...grid.map((row) => row.length));
  const whole = grid.map((row) => Array.from({ length: width }, (_, j) => row[j] ?? ''));
  return { rows: whole, filled };
}

/** As tab-separated text with quotes where a cell needs them. */
export const textOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(quoted).join('\t')).join('\n') + '\n';

const quoted = (text: string): string =>
  /["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
