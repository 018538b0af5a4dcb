/** Milliseconds between two signs of life; the client calls a worker dead after `deadAfter` without one. */
export const beatEvery = 1000;
export const deadAfter = 5000;

/** A worker that computes without breathing, or is gone, stops saying this. */
export interface Beat {
  readonly beat: true;
  /** Milliseconds of silence that are no death, given what the worker holds. */
  readonly patience: number;
}

/** How long the worker may now be silent; null where `data` is no sign of life. */
export function patienceIn(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || Reflect.get(data, 'beat') !== true) return null;
  return Number(Reflect.get(data, 'patience') ?? deadAfter);
}

let patience = deadAfter;
let say = (): void => undefined;

/**
 * One column of a large table is worked through without a breath, and so is one block of rows of a wide one: a second
 * more for each 50 MB of the file, and for each 1,000 columns. Said at once.
 */
export function allowFor(bytes: number, columns = 0): void {
  patience = deadAfter + (bytes / 50e6) * 1000 + columns;
  say();
}

/** Starts saying "alive" from inside a worker. */
export function startBeating(post: (message: Beat) => void): void {
  say = (): void => post({ beat: true, patience });
  say();
  setInterval(() => say(), beatEvery);
}
