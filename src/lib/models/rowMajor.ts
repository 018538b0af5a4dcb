/** Columns as rows one after another. */
export function rowMajorOf(columns: readonly Float64Array[], rows: number): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows * width);
  for (const [j, x] of columns.entries())
    for (let i = 0; i < rows; i += 1) out[i * width + j] = x[i]!;
  return out;
}
