/** "1 null", "177 nulls" */
export const counted = (n: number, noun: string, many = `${noun}s`): string =>
  `${n} ${n === 1 ? noun : many}`;

/** A number in prose: integers exact, others with 4 significant digits. */
export const short = (x: number): string =>
  Number.isInteger(x) && Math.abs(x) < 1e15 ? String(x) : String(Number(x.toPrecision(4)));

/** "19.9 %" of a share between 0 and 1; never "0 %" of something or "100 %" of almost all. */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  if (share > 0 && rounded === 0) return 'under 0.1 %';
  if (share < 1 && rounded === 100) return 'over 99.9 %';
  return `${rounded} %`;
}

/** "age, fare and 3 more" */
export const listed = (names: readonly string[], most = 3): string =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : names.join(', ');
