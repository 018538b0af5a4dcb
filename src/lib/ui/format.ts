const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 16,512 */
export const count = (n: number): string => whole.format(n).replace('-', '−');

/** `1 row`, `16,512 rows`; the plural may be given. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** A share of 0 to 1 as `19.9 %`, with a thin space. */
export const percent = (share: number, digits = 1): string =>
  `${(share * 100).toFixed(digits).replace('-', '−')}\u202f%`;

/** Seconds as `0.4 s`, `3 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

const sizes = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `0 bytes`, `57 KB`, `2.1 GB`; a kilobyte is 1,000 bytes. */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit === 0 && n === 1 ? 'byte' : sizes[unit]}`;
}

/** A signed difference with a true minus: `+0.004`, `−0.022`. */
export const signed = (n: number, digits = 3): string =>
  `${n < 0 ? '−' : '+'}${Math.abs(n).toFixed(digits)}`;
