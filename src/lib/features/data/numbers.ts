/** A number as a table shows it: up to 4 significant digits, a true minus, no needless zeros. */
export function numberOf(x: number): string {
  if (!Number.isFinite(x)) return 'not defined';
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return x.toExponential(2).replace('-', '−');
  const digits = Number.isInteger(x)
    ? 0
    : Math.max(0, Math.min(4, 3 - Math.floor(Math.log10(size || 1))));
  return x
    .toLocaleString('en', { maximumFractionDigits: Math.max(digits, size < 1000 ? 2 : 1) })
    .replace('-', '−');
}

/** A cell as the grid shows it: numbers shortened to 6 significant digits where that loses only digits. */
export function cellOf(text: string, numeric: boolean): string {
  if (!numeric || text.length <= 9) return text;
  const x = Number(text);
  return Number.isFinite(x) ? String(Number(x.toPrecision(7))) : text;
}
