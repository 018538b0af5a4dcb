/** Points and weights on 0 to 1 that integrate polynomials of degree 2 k − 1 exactly. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre by Newton's steps on the polynomial (Press et al., Numerical Recipes, section 4.6). The first guess is
 * rounded, so that a cosine that differs by its last bit leads to the same points everywhere.
 */
export function gaussLegendre(k: number): Quadrature {
  const points = new Float64Array(k);
  const weights = new Float64Array(k);
  for (let i = 0; i < k; i += 1) {
    let x = Math.round(Math.cos((Math.PI * (i + 0.75)) / (k + 0.5)) * 1e6) / 1e6;
    let slope = 0;
    for (let turn = 0; turn < 8; turn += 1) {
      let [last, now] = [0, 1];
      for (let n = 1; n <= k; n += 1)
        [last, now] = [now, ((2 * n - 1) * x * now - (n - 1) * last) / n];
      slope = (k * (x * now - last)) / (x * x - 1);
      x -= now / slope;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
