/** One cell of the matrix, in words and as a share of its actual class. */
export interface ConfusionCell {
  readonly count: number;
  /** 0 where the class has no rows. */
  readonly share: number;
  readonly right: boolean;
  /** "right", "missed", "false alarm"; for more than two classes only "right" or "wrong". */
  readonly word: string;
}

export interface ConfusionRow {
  readonly label: string;
  readonly total: number;
  readonly cells: readonly ConfusionCell[];
}

/** Row-major counts (actual by predicted) as rows of cells. The last class of two is the positive one. */
export function confusionRows(
  counts: readonly number[],
  classes: readonly string[],
): readonly ConfusionRow[] {
  const n = classes.length;
  return classes.map((label, i) => {
    const row = counts.slice(i * n, (i + 1) * n);
    const total = row.reduce((a, b) => a + b, 0);
    const cells = row.map((count, j) => ({
      count,
      share: total === 0 ? 0 : count / total,
      right: i === j,
      word: wordOf(i, j, n),
    }));
    return { label, total, cells };
  });
}

function wordOf(actual: number, predicted: number, n: number): string {
  if (actual === predicted) return 'right';
  if (n !== 2) return 'wrong';
  return actual === 1 ? 'missed' : 'false alarm';
}

/** The largest mistake, or null where there is none. */
export function worstConfusion(rows: readonly ConfusionRow[]): {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
  readonly total: number;
} | null {
  const wrong = rows.flatMap((row) =>
    row.cells.map((cell, j) => ({
      actual: row.label,
      predicted: rows[j]!.label,
      count: cell.right ? 0 : cell.count,
      total: row.total,
    })),
  );
  const worst = wrong.reduce((a, b) => (b.count > a.count ? b : a), wrong[0]!);
  return worst.count === 0 ? null : worst;
}
