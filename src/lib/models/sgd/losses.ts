import { exp, log } from '#lib/engine/elementary.ts';

/** A loss in the prediction p; of classification y is 1 or −1. Named and defined as scikit-learn's. */
export interface PointLoss {
  loss(p: number, y: number): number;
  /** Its slope in p. */
  slope(p: number, y: number): number;
}

const logLoss: PointLoss = {
  loss: (p, y) => {
    const e = exp(-Math.abs(p));
    return log(1 + e) + Math.max(0, -p * y);
  },
  slope: (p, y) => {
    const e = exp(-Math.abs(p));
    return -y * (p * y > 0 ? e / (1 + e) : 1 / (1 + e));
  },
};

const modifiedHuber: PointLoss = {
  loss: (p, y) => {
    const z = p * y;
    return z >= 1 ? 0 : z >= -1 ? (1 - z) ** 2 : -4 * z;
  },
  slope: (p, y) => {
    const z = p * y;
    return z >= 1 ? 0 : z >= -1 ? -2 * (1 - z) * y : -4 * y;
  },
};

const squaredError: PointLoss = {
  loss: (p, y) => 0.5 * (p - y) ** 2,
  slope: (p, y) => p - y,
};

const huber = (epsilon: number): PointLoss => ({
  loss: (p, y) => {
    const r = Math.abs(p - y);
    return r <= epsilon ? 0.5 * r * r : epsilon * r - 0.5 * epsilon * epsilon;
  },
  slope: (p, y) => Math.max(-epsilon, Math.min(epsilon, p - y)),
});

const epsilonInsensitive = (epsilon: number): PointLoss => ({
  loss: (p, y) => Math.max(0, Math.abs(p - y) - epsilon),
  slope: (p, y) => (Math.abs(p - y) > epsilon ? Math.sign(p - y) : 0),
});

const squaredEpsilonInsensitive = (epsilon: number): PointLoss => ({
  loss: (p, y) => Math.max(0, Math.abs(p - y) - epsilon) ** 2,
  slope: (p, y) => 2 * Math.sign(p - y) * Math.max(0, Math.abs(p - y) - epsilon),
});

/** Hinge with a margin of 1, as of a support vector machine; the perceptron's has none. */
const hinge = (margin: number): PointLoss => ({
  loss: (p, y) => (p * y <= margin ? margin - p * y : 0),
  slope: (p, y) => (p * y <= margin ? -y : 0),
});

const squaredHinge: PointLoss = {
  loss: (p, y) => Math.max(0, 1 - p * y) ** 2,
  slope: (p, y) => -2 * y * Math.max(0, 1 - p * y),
};

export const classLosses = {
  log_loss: logLoss,
  modified_huber: modifiedHuber,
  hinge: hinge(1),
  squared_hinge: squaredHinge,
  perceptron: hinge(0),
} as const;

export type ClassLoss = keyof typeof classLosses;

/** Losses whose sums say which class and how surely, and nothing of how often: scikit-learn has no `predict_proba` then. */
export const decides = (loss: ClassLoss): boolean =>
  loss === 'hinge' || loss === 'squared_hinge' || loss === 'perceptron';

export const valueLosses = {
  squared_error: () => squaredError,
  huber,
  epsilon_insensitive: epsilonInsensitive,
  squared_epsilon_insensitive: squaredEpsilonInsensitive,
} as const;
