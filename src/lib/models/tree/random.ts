/** A number in [0, 1) with 32 random bits. */
export type Random = () => number;

/**
 * Chris Doty-Humphrey's sfc32 (PractRand), seeded from two numbers, so that tree `index` of a forest is the same
 * whoever grows it and when.
 */
export function randomOf(seed: number, index: number): Random {
  let a = seed | 0;
  let b = index | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next: Random = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 20; i += 1) next();
  return next;
}

/** How often each of n rows is drawn in n draws with replacement. */
export function bootstrap(n: number, random: Random): Float64Array {
  const times = new Float64Array(n);
  for (let i = 0; i < n; i += 1) times[Math.floor(random() * n)]! += 1;
  return times;
}
