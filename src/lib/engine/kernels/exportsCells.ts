/** Of assembly/index.ts what reads and describes columns of a file. */
export interface CellExports {
  /** How many rows. */
  scanRows(
    bytes: number,
    from: number,
    end: number,
    columns: number,
    delimiter: number,
    quote: number,
    escape: number,
    bounds: number,
    most: number,
    said: number,
  ): number;
  sizesOf(bounds: number, rows: number, columns: number, sizes: number): void;
  toColumns(
    bytes: number,
    bounds: number,
    rows: number,
    columns: number,
    places: number,
    offsets: number,
  ): void;
  /** How many are odd. */
  scanNumbers(
    data: number,
    offsets: number,
    n: number,
    values: number,
    odd: number,
    said: number,
  ): number;
  /** How many are distinct. */
  internCells(
    data: number,
    offsets: number,
    n: number,
    slots: number,
    bits: number,
    codes: number,
    firsts: number,
    counts: number,
  ): number;

  sortDoubles(x: number, n: number, other: number, counts: number): void;

  /** 1 where a byte is above 127, 2 where one is 0. */
  bytesIn(at: number, n: number): number;
  countTwins(lows: number, highs: number, n: number, slots: number, bits: number): number;
  momentsOf(x: number, n: number, said: number): void;
  printNumbers(values: number, n: number, print: number): void;
  printCodes(codes: number, n: number, lows: number, highs: number, print: number): void;
  hashNumbers(values: number, n: number, lows: number, highs: number): void;
  hashCodes(
    codes: number,
    n: number,
    ofLow: number,
    ofHigh: number,
    lows: number,
    highs: number,
  ): void;
}
