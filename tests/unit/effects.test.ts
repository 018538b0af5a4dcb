import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Nearness } from '#lib/engine/explain/distance.ts';
import { effectOf, gridOf } from '#lib/engine/explain/effects.ts';
import type { AnyModelCompute } from '#lib/engine/model.ts';
import { columnOf, tableOf, withColumns, type Table } from '#lib/engine/table.ts';
import type { Effect } from '#lib/recipe/effects.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { emptyStretches } from '#lib/features/explain/shap/effect.ts';
import { modelComputes } from '#lib/models/computes.ts';

interface Sums {
  readonly weights: readonly (readonly number[])[];
  readonly intercept: readonly number[];
}
interface Wanted {
  readonly column: string;
  readonly grid: readonly (number | string)[];
  /** [class or only][grid] */
  readonly average: readonly (readonly number[])[];
  /** [class or only][row][grid] */
  readonly individual: readonly (readonly (readonly number[])[])[];
}
const answers = JSON.parse(
  readFileSync(new URL('answers.effects.json', import.meta.url), 'utf8'),
) as {
  readonly table: Readonly<Record<string, readonly (number | string)[]>>;
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly ridge: Sums;
  readonly logistic: Sums;
  readonly effects: Readonly<Record<'ridge' | 'logistic', readonly Wanted[]>>;
};

const table = tableOf(Object.entries(answers.table));

/** The preparation of the answers' pipeline, fitted there. */
const prepare = {
  kind: 'learned',
  transform: ({ table: raw }: { table: Table }) => {
    const numbers = ['a', 'b'].map((name, j) => {
      const cells = raw.columns.get(name)!;
      if (cells.kind !== 'number') throw new Error(name);
      return cells.values.map((x) => (x - answers.mean[j]!) / answers.scale[j]!);
    });
    const zone = raw.columns.get('c')!;
    if (zone.kind !== 'category') throw new Error('c');
    const marks = ['x', 'y', 'z'].map((level) =>
      Float64Array.from(zone.codes, (code) => (zone.levels[code] === level ? 1 : 0)),
    );
    const made = [...numbers, ...marks].map(
      (values, j) => [`f${j}`, { kind: 'number' as const, values }] as const,
    );
    return { rows: raw.rows, columns: new Map(made) };
  },
};

function runOf(model: 'ridge' | 'logistic'): FittedRun {
  const { weights, intercept } = answers[model];
  const lists = weights.map((w) => Float64Array.from(w));
  const modelState =
    model === 'ridge'
      ? { coefficients: lists[0]!, intercept: intercept[0]! }
      : {
          ...{ nClasses: 3, present: [0, 1, 2], iterations: 1, converged: true },
          coefficients: lists,
          intercept: Float64Array.from(intercept),
        };
  return {
    ...{ modelState, modelVersion: 1, inputs: ['a', 'b', 'c'] },
    model: model === 'ridge' ? 'ridge' : 'logisticRegression',
    task: model === 'ridge' ? 'regression' : 'multiclass',
    classes: model === 'ridge' ? null : ['0', '1', '2'],
    features: ['f0', 'f1', 'f2', 'f3', 'f4'],
    steps: [{ key: 'p', step: 'prepare', version: 1, columns: [], params: {}, state: null }],
  };
}

const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

describe('partial dependence', () => {
  const cases = (['ridge', 'logistic'] as const).flatMap((model) =>
    answers.effects[model].map((wanted) => ({ model, wanted, column: wanted.column })),
  );
  it.each(cases)("is scikit-learn's: $model, $column", ({ model, wanted, column }) => {
    const cells = table.columns.get(column)!;
    const ends = model === 'ridge' ? ([0.05, 0.95] as const) : ([0, 1] as const);
    const resolution = column === 'a' ? wanted.grid.length : 100;
    const grid = gridOf(cells, resolution, ends);
    for (const [code, average] of wanted.average.entries()) {
      const found = driveSync(
        effectOf(
          {
            ...{ run: runOf(model), table, rid: rows(150), all: table },
            ...{ column, code, grid, curves: 150 },
          },
          { steps: { prepare: prepare as never }, models: modelComputes },
        ),
      );
      const at = placesIn(found, wanted);
      for (const [g, place] of at.entries()) {
        if (typeof wanted.grid[g] === 'number' && found.grid.kind === 'number')
          expect(found.grid.values[place]).toBeCloseTo(wanted.grid[g], 12);
        expect(Math.abs(found.average[place]! - average[g]!)).toBeLessThan(1e-9);
        for (let i = 0; i < 5; i += 1)
          expect(
            Math.abs(found.curves[i * at.length + place]! - wanted.individual[code]![i]![g]!),
          ).toBeLessThan(1e-9);
      }
    }
  });
});

/** Levels may stand in another order. */
const placesIn = ({ grid }: Effect, wanted: Wanted): readonly number[] =>
  wanted.grid.map((value, g) =>
    grid.kind === 'category' ? grid.levels.indexOf(String(value)) : g,
  );

const plain = (predict: (x: Float64Array, z: Float64Array) => Float64Array): AnyModelCompute =>
  ({
    ...modelComputes.ridge,
    predict: (_: unknown, { columns }: { columns: Float64Array[] }) =>
      predict(columns[0]!, columns[1]!),
  }) as never;

function local(x: readonly number[], z: readonly number[], model: AnyModelCompute): Effect {
  const own = tableOf([
    ['x', x],
    ['z', z],
  ]);
  const run = { ...runOf('ridge'), model: 'made', inputs: ['x', 'z'], steps: [] };
  return driveSync(
    effectOf(
      {
        ...{ run, table: own, rid: rows(x.length), all: own, column: 'x', code: 0, curves: 3 },
        grid: gridOf(columnOf(x), 40),
      },
      { steps: {}, models: { made: model } },
    ),
  );
}

describe('accumulated local effects', () => {
  const x = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 10);

  it('of a column by itself are the function, around its mean', () => {
    const { ale } = local(
      x,
      x,
      plain((a) => a.map((v) => v * v)),
    );
    const { edges, values } = ale!;
    const shift = edges[0]! ** 2 - values[0]!;
    for (const [i, edge] of edges.entries()) expect(values[i]).toBeCloseTo(edge ** 2 - shift, 10);
    const between = (lower: number, upper: number): number =>
      x.filter((v) => v <= upper && (v > lower || lower === edges[0])).length;
    const mean = values.reduce(
      (sum, v, i) =>
        i === 0 ? 0 : sum + (between(edges[i - 1]!, edges[i]!) * (v + values[i - 1]!)) / 2,
      0,
    );
    expect(mean / 100).toBeCloseTo(0, 10);
  });

  it('take the other columns as they are near a value, and not as they are anywhere', () => {
    const found = local(
      x,
      x,
      plain((a, b) => a.map((v, i) => v * b[i]!)),
    );
    const { edges, values } = found.ale!;
    // Of x z with z = x the slope at x is the mean z there, so that the effect goes up as x² / 2.
    const rise = values.at(-1)! - values[0]!;
    expect(rise).toBeCloseTo((edges.at(-1)! ** 2 - edges[0]! ** 2) / 2, 0);
    const mean = x.reduce((a, b) => a + b, 0) / 100;
    expect(found.average.at(-1)! - found.average[0]!).toBeCloseTo(9.9 * mean, 8);
  });
});

describe('where there is no data', () => {
  it('is told in stretches', () => {
    const x = [0, 1, 2, 3, 17, 18, 19, 20, ...Array.from({ length: 40 }, (_, i) => i / 20)];
    const found = local(
      x,
      x,
      plain((a) => a),
    );
    const stretches = emptyStretches(found);
    expect(stretches.some(({ from, to }) => from >= 3 && to <= 17.01 && to - from > 10)).toBe(true);
    expect(found.density.counts.reduce((a, b) => a + b, 0)).toBe(x.length);
  });

  it('is not said of what lies between whole numbers, but of a number that no row has', () => {
    const x = [3, 4, 4, 5, 6, 8, 8, 8];
    const found = local(
      x,
      x,
      plain((a) => a),
    );
    expect([...found.density.counts]).toEqual([1, 2, 1, 1, 0, 3]);
    expect(emptyStretches(found)).toEqual([{ from: 6.5, to: 7.5 }]);
  });

  it('a row that is made up is far: beyond a range, of a new level, or between groups', () => {
    const raw = tableOf([
      ['x', [0, 0.1, 0.2, 0.3, 9, 9.1, 9.2, 9.3]],
      ['c', ['u', 'u', 'u', 'u', 'v', 'v', 'v', 'v']],
    ]);
    const matrix = (t: Table) => {
      const cells = t.columns.get('x')!;
      return {
        rows: t.rows,
        names: ['x'],
        columns: [cells.kind === 'number' ? cells.values : new Float64Array(0)],
      };
    };
    const near = new Nearness(raw, matrix(raw));
    const asked = (x: number, c: string) => {
      const one = withColumns(tableOf([['x', [x]]]), [['c', columnOf([c])]]);
      return near.of(one, matrix(one));
    };
    expect(asked(0.15, 'u').outside).toEqual([]);
    expect(asked(0.15, 'u').nearest).toBeLessThan(1);
    expect(asked(9.5, 'u').outside).toEqual(['x']);
    expect(asked(9, 'w').outside).toEqual(['c']);
    expect(asked(4.5, 'v').nearest).toBeGreaterThan(10);
  });
});
