/** Four significant digits, as JavaScript writes numbers. */
export const amount = (x: number): string => String(Number(x.toPrecision(4)));

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

/** A score, or that there is none. */
export const score = (x: number | null | undefined): string =>
  x === null || x === undefined ? 'not defined' : amount(x);

export const between = (low: number | null, high: number | null): string =>
  low === null || high === null ? 'no interval' : `${amount(low)} to ${amount(high)}`;

/** A parameter's value. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
