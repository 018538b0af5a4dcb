/** A header cell that could not be a name as it stood. */
export interface HeaderRepair {
  readonly kind: 'header-empty' | 'header-duplicate';
  /** 0-based column. */
  readonly column: number;
  readonly header: string;
  readonly name: string;
}

/**
 * Unique, non-blank names for the cells of a header. Everything else stays exactly as it is in the file: spaces,
 * line breaks, case, Unicode form, `__proto__`.
 */
export function nameColumns(headers: readonly string[]): {
  readonly names: readonly string[];
  readonly repairs: readonly HeaderRepair[];
} {
  const taken = new Set(headers.filter((h) => h.trim() !== ''));
  const seen = new Set<string>();
  const repairs: HeaderRepair[] = [];
  const free = (stem: string, from: number): string => {
    let n = from;
    while (taken.has(`${stem}_${n}`)) n += 1;
    return `${stem}_${n}`;
  };
  const names = headers.map((header, column) => {
    const blank = header.trim() === '';
    if (!blank && !seen.has(header)) {
      seen.add(header);
      return header;
    }
    const name = blank ? free('column', column + 1) : free(header, 2);
    taken.add(name);
    repairs.push({ kind: blank ? 'header-empty' : 'header-duplicate', column, header, name });
    return name;
  });
  return { names, repairs };
}
