import type { Part } from '#lib/recipe/run.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { intervalOf, lead, scoreOf } from './metric.ts';
import { paramText } from './runs.ts';

export interface MetricRow {
  readonly id: string;
  /** One for each run; the difference is to the first, null for it and where either is not defined. */
  readonly cells: readonly {
    readonly value: number | null;
    readonly difference: number | null;
    readonly best: boolean;
  }[];
}

/** Metrics of the runs on a part, against the first run. */
export function compareMetrics(runs: readonly StoredRun[], part: Part): readonly MetricRow[] {
  const ids = [...new Set(runs.flatMap((r) => r.result.metrics[part].map(([id]) => id)))];
  return ids.map((id) => {
    const values = runs.map((r) => scoreOf(r.result.metrics[part], id));
    const known = values.filter((x) => x !== null);
    const best = known.reduce<number | null>(
      (a, b) => (a === null || lead(id, b, a) > 0 ? b : a),
      null,
    );
    const [first] = values;
    return {
      id,
      cells: values.map((value, i) => ({
        value,
        difference: i === 0 || value === null || first == null ? null : value - first,
        best: value !== null && value === best && known.some((x) => x !== best),
      })),
    };
  });
}

export interface DifferenceRow {
  readonly name: string;
  readonly values: readonly string[];
}

/** What the runs were made of where they differ: model parameters, inputs, matrix columns, rows, target. */
export function compareMakings(runs: readonly StoredRun[]): readonly DifferenceRow[] {
  const names = [...new Set(runs.flatMap((r) => Object.keys(r.result.params)))];
  const row = (name: string, of: (run: StoredRun) => string): DifferenceRow => ({
    name,
    values: runs.map(of),
  });
  return [
    row('target', (r) => r.result.target),
    ...names.map((name) =>
      row(name, (r) => (name in r.result.params ? paramText(r.result.params[name]) : 'none')),
    ),
    row('inputs', (r) => String(r.result.inputs.length)),
    row('matrix columns', (r) => String(r.result.features.length)),
    row('training rows', (r) => String(r.result.rows.train)),
    row('validation rows', (r) => String(r.result.rows.validation)),
    row('test rows', (r) => String(r.result.rows.test)),
    row('classes', (r) => r.result.classes?.join(', ') ?? ''),
  ].filter(({ values }) => values.some((v) => v !== values[0]));
}

/** Whether the primary scores' intervals on a part overlap: the runs may then tie. null where one has none. */
export function mayTie(a: StoredRun, b: StoredRun, part: Part): boolean | null {
  const [x, y] = [intervalOf(a.result, part), intervalOf(b.result, part)];
  if (!x || !y || x.metric !== y.metric) return null;
  if (x.low === null || x.high === null || y.low === null || y.high === null) return null;
  return x.low <= y.high && y.low <= x.high;
}
