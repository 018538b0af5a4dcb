/** Half the unit deviance under a log link, without what does not depend on the score z: the mean is exp(z). */
export interface Family {
  loss(y: number, z: number): number;
  /** Its first derivative in z. */
  slope(y: number, z: number): number;
  /** Its second. */
  bend(y: number, z: number): number;
}

export const poisson: Family = {
  loss: (y, z) => Math.exp(z) - y * z,
  slope: (y, z) => Math.exp(z) - y,
  bend: (_, z) => Math.exp(z),
};

export const gamma: Family = {
  loss: (y, z) => z + y * Math.exp(-z),
  slope: (y, z) => 1 - y * Math.exp(-z),
  bend: (y, z) => y * Math.exp(-z),
};
