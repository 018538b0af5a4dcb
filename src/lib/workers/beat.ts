/** Milliseconds between two signs of life; the client calls a worker dead after `deadAfter` without one. */
export const beatEvery = 1000;
export const deadAfter = 5000;

/** A worker that computes without breathing, or is gone, stops saying this. */
export const beat = { beat: true } as const;

export const isBeat = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Reflect.get(data, 'beat') === true;

/** Starts saying "alive" from inside a worker. */
export function startBeating(post: (message: typeof beat) => void): void {
  post(beat);
  setInterval(() => post(beat), beatEvery);
}
