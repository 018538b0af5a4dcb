import { exp, log, log1p } from './elementary.ts';

/** The probability is 1 / (1 + e^(slope · decision + offset)), as in Platt (2000). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The sigmoid of most likelihood through decisions, where the targets are pulled a little from 0 and 1 (Platt's
 * priors), so that it exists also where decisions part the classes. By Newton's method, to the last digits: with
 * scikit-learn's optimiser, which stops at a slope of 1e-6, answers agree to about 1e-7.
 * @param weight how much each decision counts; left out: all 1
 */
export function fitSigmoid(
  decisions: Float64Array,
  positive: Uint8Array,
  weight: Float64Array = new Float64Array(decisions.length).fill(1),
): Sigmoid {
  const total = weight.reduce((sum, w) => sum + w, 0);
  const ones = weight.reduce((sum, w, i) => sum + w * positive[i]!, 0);
  const zeros = total - ones;
  const high = (ones + 1) / (ones + 2);
  const low = 1 / (zeros + 2);
  const scale = decisions.reduce((most, f) => Math.max(most, Math.abs(f)), 0) || 1;
  const f = decisions.map((value) => value / scale);
  const rows = { f, weight, targets: Float64Array.from(positive, (one) => (one ? high : low)) };
  let at: Point = { a: 0, b: log((zeros + 1) / (ones + 1)) };
  let now = lookAt(rows, at);
  for (let turn = 0; turn < 100; turn += 1) {
    const next = improved(rows, at, now);
    if (!next) break;
    [at, now] = next;
    if (Math.abs(now.da) + Math.abs(now.db) < 1e-13 * total) break;
  }
  return { slope: at.a / scale, offset: at.b };
}

export const probabilityOf = ({ slope, offset }: Sigmoid, decision: number): number => {
  const u = slope * decision + offset;
  return u > 0 ? exp(-u) / (1 + exp(-u)) : 1 / (1 + exp(u));
};

interface Rows {
  readonly f: Float64Array;
  readonly targets: Float64Array;
  readonly weight: Float64Array;
}

interface Point {
  readonly a: number;
  readonly b: number;
}

/** Loss, gradient and curvature in a and b. */
interface View {
  readonly loss: number;
  readonly da: number;
  readonly db: number;
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

function lookAt({ f, targets, weight }: Rows, { a, b }: Point): View {
  let [loss, da, db, aa, ab, bb] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < f.length; i += 1) {
    const u = a * f[i]! + b;
    const e = exp(-Math.abs(u));
    // −log p and −log(1 − p) differ by u.
    const w = weight[i]!;
    loss += w * (targets[i]! * u + log1p(e) + Math.max(-u, 0));
    const p = u > 0 ? e / (1 + e) : 1 / (1 + e);
    const slope = w * (targets[i]! - p);
    const bend = w * (p * (1 - p));
    da += slope * f[i]!;
    db += slope;
    aa += bend * f[i]! ** 2;
    ab += bend * f[i]!;
    bb += bend;
  }
  return { loss, da, db, aa, ab, bb };
}

/** A Newton step, halved until the loss falls; null where none lowers it. */
function improved(rows: Rows, at: Point, now: View): readonly [Point, View] | null {
  const damping = 1e-14 * (now.aa + now.bb) + 1e-300;
  const [aa, bb] = [now.aa + damping, now.bb + damping];
  const det = aa * bb - now.ab ** 2;
  if (!(det > 0)) return null;
  const a = (now.ab * now.db - bb * now.da) / det;
  const b = (now.ab * now.da - aa * now.db) / det;
  for (let t = 1; t > 1e-9; t /= 2) {
    const point = { a: at.a + t * a, b: at.b + t * b };
    const view = lookAt(rows, point);
    const size = Math.abs(view.da) + Math.abs(view.db);
    const level = view.loss - now.loss <= 4e-15 * Math.abs(now.loss);
    if (view.loss < now.loss || (level && size < Math.abs(now.da) + Math.abs(now.db)))
      return [point, view];
  }
  return null;
}
