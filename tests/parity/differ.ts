import { parts } from '#lib/recipe/run.ts';
import type { Ours } from './ours.ts';
import type { Theirs } from './theirs.ts';

export interface Difference {
  /** Relative to numbers above 1; infinite where one side has a number and the other has none. */
  readonly metrics: number;
  readonly predictions: number;
  /** Parts that hold other rows, or the same in another order. */
  readonly rowFaults: readonly string[];
  /** Test rows with another truth or another predicted class. */
  readonly labelFaults: readonly string[];
}

/** Row by row and metric by metric. */
export function difference(ours: Ours, theirs: Theirs): Difference {
  return {
    metrics: metricDifference(ours, theirs),
    predictions: predictionDifference(ours, theirs),
    rowFaults: rowFaults(ours, theirs),
    labelFaults: [...labelFaults(ours, theirs), ...inferenceFaults(theirs)],
  };
}

function metricDifference(ours: Ours, theirs: Theirs): number {
  let largest = 0;
  for (const part of parts) {
    const found = theirs.metrics[part] ?? {};
    if (ours.rows[part].length === 0) continue;
    const ids = new Set([...ours.metrics[part].map(([id]) => id), ...Object.keys(found)]);
    const own = new Map<string, number | null>(ours.metrics[part]);
    for (const id of ids) largest = Math.max(largest, apart(own.get(id), found[id]));
  }
  return largest;
}

/** Which metrics are apart, for the message of a failing test. */
export function metricsApart(ours: Ours, theirs: Theirs, tolerance: number): readonly string[] {
  return parts.flatMap((part) =>
    ours.metrics[part].flatMap(([id, value]) => {
      if (ours.rows[part].length === 0) return [];
      const other = theirs.metrics[part]?.[id];
      return apart(value, other) > tolerance
        ? [`${part} ${id}: ${value} here, ${other} in Python`]
        : [];
    }),
  );
}

function apart(a: number | null | undefined, b: number | null | undefined): number {
  if (a === null && b === null) return 0;
  if (typeof a !== 'number' || typeof b !== 'number') return Infinity;
  return Math.abs(a - b) / Math.max(1, Math.abs(b));
}

function predictionDifference({ predicted, classes }: Ours, { predictions }: Theirs): number {
  const width = classes?.length ?? 1;
  const from = classes ? 3 : 2;
  if (predictions.length * width !== predicted.length) return Infinity;
  let largest = 0;
  for (const [i, row] of predictions.entries())
    for (let c = 0; c < width; c += 1)
      largest = Math.max(largest, apart(predicted[i * width + c], numberOf(row[from + c])));
  return largest;
}

const numberOf = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

function rowFaults({ rows }: Ours, theirs: Theirs): string[] {
  return parts.flatMap((part) => {
    const found = theirs.rows[part] ?? [];
    const own = rows[part];
    if (own.length !== found.length)
      return [`${part} has ${own.length} rows here and ${found.length} in Python`];
    const at = own.findIndex((row, i) => row !== found[i]);
    return at < 0 ? [] : [`row ${at} of ${part} is ${own[at]} here and ${found[at]} in Python`];
  });
}

/** Truth and predicted class of each test row; a tie of probabilities may go either way. */
function labelFaults(ours: Ours, { predictions }: Theirs): string[] {
  const { classes, labels, yTrue, rows } = ours;
  const faults = predictions.flatMap(([row, truth, label], i) => {
    const wrong: string[] = [];
    if (Number(row) !== rows.test[i]) wrong.push(`prediction ${i} is of row ${row}`);
    const own = classes ? classes[yTrue[i]!]! : String(yTrue[i]);
    if (!same(own, truth!)) wrong.push(`row ${row} is ${own} here and ${truth} in Python`);
    if (labels && !same(classes![labels[i]!]!, label!) && !tied(ours, i))
      wrong.push(`row ${row} is called ${classes![labels[i]!]} here and ${label} in Python`);
    return wrong;
  });
  return faults.slice(0, 5);
}

/** inference.py reads the same file by itself: what it says of the test rows must be what train.py said. */
function inferenceFaults({ predictions, inferred }: Theirs): string[] {
  if (!inferred) return [];
  const faults = predictions.flatMap(([row, , ...said], i) =>
    said.every((cell, k) => close(cell, inferred[i]?.[k]))
      ? []
      : [`inference.py differs in ${row}`],
  );
  return faults.slice(0, 5);
}

const close = (a: string, b: string | undefined): boolean =>
  a === b || (b !== undefined && apart(numberOf(a), numberOf(b)) < 1e-12);

/** pandas writes 1.0 for 1. */
export const same = (a: string, b: string): boolean =>
  a === b || (a !== '' && b !== '' && Number(a) === Number(b));

function tied({ predicted, classes }: Ours, i: number): boolean {
  const k = classes!.length;
  const [first, second] = [...predicted.subarray(i * k, (i + 1) * k)].sort((a, b) => b - a);
  return first! - second! < 1e-9;
}
