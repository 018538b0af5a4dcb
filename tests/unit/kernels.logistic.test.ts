import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { StandardRows } from '#lib/engine/kernels/standardRows.ts';
import {
  gramPlainly,
  lookPlainly,
  standardisePlainly,
  type PlainProblem,
} from '#lib/engine/kernels/reference/logistic.ts';
import { logisticRegressionCompute } from '#lib/models/logisticRegression/compute.ts';
import { gap, matrixOf } from '../oracle/models/answers.ts';
import { wave } from '../oracle/models/fixtures.ts';

const widths = [1, 3, 4, 6, 11];
const rowsOf = [7, 600, 1301];

/** Columns of odd centres and sizes, one of them constant, and codes that they tell about. */
function tableOf(rows: number, p: number, classes: number) {
  const columns = Array.from({ length: p }, (_, j) =>
    Float64Array.from({ length: rows }, (_row, i) =>
      j === 2 ? 0.1 : wave(i, j) * 10 ** (j % 3) + 40 * (j % 2),
    ),
  );
  const codes = Int32Array.from({ length: rows }, (_, i) =>
    i < classes ? i : Math.abs(Math.round(wave(i, 0) + wave(i, 99))) % classes,
  );
  return { columns, codes };
}

function bothOf(rows: number, p: number, classes: number, each = false) {
  const { columns, codes } = tableOf(rows, p, classes);
  const K = classes === 2 ? 1 : classes;
  const weights = Array.from({ length: classes }, (_, k) => (1 + k) / 2);
  const own = Float64Array.from(codes, (_, i) => (each ? i % 4 : 1));
  const total = codes.reduce((sum, code, i) => sum + weights[code]! * own[i]!, 0);
  const given = {
    columns,
    codes,
    fitIntercept: true,
    weights: weights.map((w) => w / total),
    rowWeights: each ? own : null,
    K,
  };
  const design = driveSync(LogisticDesign.open(given, true));
  const plain: PlainProblem = {
    columns: [
      ...columns.map((x) => standardisePlainly(x, true).column),
      new Float64Array(rows).fill(1),
    ],
    y: codes,
    weight: Float64Array.from(codes, (code, i) => (weights[code]! * own[i]!) / total),
    K,
  };
  const theta = Float64Array.from({ length: K * design.width }, (_, at) => wave(at, 5));
  return { design, plain, theta };
}

const shapes = rowsOf.flatMap((rows) =>
  widths.flatMap((p) => [2, 3, 5].map((classes) => ({ rows, p, classes }))),
);

describe('the logistic kernels', () => {
  const ways = [
    ...shapes.map((s) => ({ ...s, each: false })),
    ...shapes.slice(-15).map((s) => ({ ...s, each: true })),
  ];
  it.each(ways)(
    'say what the plain words say: $rows × $p, $classes classes, rows weighed: $each',
    (shape) => {
      const { design, plain, theta } = bothOf(shape.rows, shape.p, shape.classes, shape.each);
      const ours = driveSync(design.look(theta));
      const theirs = lookPlainly(plain, theta);
      expect(gap([ours.loss, ...ours.gradient], [theirs.loss, ...theirs.gradient])).toBeLessThan(
        1e-12,
      );
      const pair = [design.K - 1, 0] as const;
      const gram = driveSync(design.gram(pair));
      const whole = gramPlainly(plain, theirs.shares, pair);
      const q = design.width;
      expect(gap(lower(gram, q), lower(whole, q))).toBeLessThan(1e-12);
      design.close();
    },
  );

  it('bends a direction as the whole Hessian does, and knows its diagonal', () => {
    const { design, plain, theta } = bothOf(601, 4, 3);
    driveSync(design.look(theta));
    const { shares } = lookPlainly(plain, theta);
    const q = design.width;
    const direction = theta.map((value, at) => value - wave(at, 8));
    const bent = new Float64Array(direction.length);
    const diagonal = new Float64Array(direction.length);
    for (let k = 0; k < 3; k += 1)
      for (let l = 0; l < 3; l += 1) {
        const block = gramPlainly(plain, shares, [k, l]);
        for (let j = 0; j < q; j += 1) {
          if (k === l) diagonal[k * q + j] = block[j * (q + 1)]!;
          for (let m = 0; m < q; m += 1)
            bent[k * q + j]! += block[j * q + m]! * direction[l * q + m]!;
        }
      }
    expect(gap(driveSync(design.diagonal()), diagonal)).toBeLessThan(1e-12);
    expect(gap(driveSync(design.bent(direction)), bent)).toBeLessThan(1e-12);
    design.close();
  });

  it('leave nothing of a constant column, and of a column its mean and size', () => {
    const { design } = bothOf(1301, 4, 2);
    const { columns } = tableOf(1301, 4, 2);
    const said = columns.map((x) => standardisePlainly(x, true));
    expect([...design.means].slice(0, 4).map((m, j) => m - said[j]!.mean)).toEqual(
      said.map(() => expect.closeTo(0, 12) as number),
    );
    expect(design.scales[2]).toBe(1);
    expect(design.scales[3]).toBeCloseTo(said[3]!.scale, 12);
    design.close();
  });
});

describe('a long table', () => {
  const rows = 12_001;

  it.each([2, 4])('comes to the weights that a short way comes to: %d classes', (classes) => {
    const { columns, codes } = tableOf(rows, 4, classes);
    const kept = columns.filter((_, j) => j !== 2);
    expect(
      gap(fitted(kept, codes, classes, 1e-10, 16), fitted(kept, codes, classes, 1e-13)),
    ).toBeLessThan(1e-8);
  });

  it('needs no sample that holds every class: a rare one at the end of sorted rows', () => {
    const { columns } = tableOf(rows, 3, 2);
    const codes = new Int32Array(rows).fill(1, rows - 12);
    const long = fitted(columns.slice(0, 2), codes, 2, 1e-10);
    const doubled = fitted(
      columns.slice(0, 2).map((x) => x.slice().reverse()),
      codes.slice().reverse(),
      2,
      1e-12,
    );
    expect(gap(long, doubled)).toBeLessThan(1e-7);
  });
});

function fitted(
  columns: readonly Float64Array[],
  codes: Int32Array,
  nClasses: number,
  tol: number,
  most = 40,
): number[] {
  const { coefficients, intercept, converged, iterations } = driveSync(
    logisticRegressionCompute.fit({
      X: matrixOf(columns.map((x) => [...x])),
      y: Float64Array.from(codes),
      task: nClasses > 2 ? 'multiclass' : 'binary',
      nClasses,
      params: { C: 1, l1Ratio: 0, fitIntercept: true, classWeight: 'none', maxIter: 100, tol },
      seed: 0,
    }),
  );
  expect(converged).toBe(true);
  // A start that is thrown away costs twice as many: it once was, for a loss of log K and a rounding.
  expect(iterations).toBeLessThan(most);
  return [...coefficients.flatMap((c) => [...c]), ...intercept];
}

function lower(a: Float64Array, q: number): number[] {
  return [...a].filter((_, at) => at % q <= Math.floor(at / q));
}

describe('columns of mean 0 and mean square 1', () => {
  it.each([1, 7, 1301, 1302])(
    'are the same a stretch at a time, or in blocks, as all at once: %i rows',
    (rows) => {
      const { columns } = tableOf(rows, 7, 2);
      const whole = sumsOf(columns, rows, 'whole');
      for (const kept of ['stretch', 'blocks'] as const)
        expect(sumsOf(columns, rows, kept)).toEqual(whole);
    },
  );
});

/** Scores, slopes and products of all rows, as the kernels find them. */
function sumsOf(
  columns: readonly Float64Array[],
  rows: number,
  kept: 'whole' | 'stretch' | 'blocks',
): unknown {
  const kernels = new Kernels();
  const even = rows + (rows & 1);
  const x = new StandardRows(kernels, { columns, fitIntercept: true, rows }, kept);
  expect(x.stride).toBe(kept === 'whole' ? even : 512);
  expect(x.atOnce).toBe(512);
  driveSync(x.measure(kernels.doubles(even)));
  const p = x.width;
  const theta = kernels.putDoubles(Float64Array.from({ length: p }, (_, j) => wave(j, 1)));
  const [z, grad, gram] = [kernels.doubles(even), kernels.doubles(p), kernels.doubles(p * p)];
  for (let from = 0; from < even; from += 512) {
    const to = Math.min(even, from + 512);
    const at = x.at(from, to);
    kernels.call.scores(at, x.stride, p, theta, z, from, to);
    kernels.call.slopes(at, x.stride, p, z, grad, from, to);
    kernels.call.gram(at, z, x.stride, p, from, to, gram);
  }
  const read = (at: number, length: number): Float64Array =>
    kernels.viewDoubles(at, length).slice();
  return [x.means, x.scales, read(z, even), read(grad, p), read(gram, p * p)];
}
