/** Whether a file that begins so is Parquet (PAR1), or encrypted Parquet (PARE), which `parquetReader` refuses. */
export const isParquet = (head: Uint8Array): boolean =>
  head[0] === 80 && head[1] === 65 && head[2] === 82 && (head[3] === 49 || head[3] === 69);
