/** What a workbook may hold; beyond it the file is refused with the figure. */

/** Text of all the parts that are read (sheet, shared texts, styles …), unpacked. */
export const unpackedLimit = 1 << 30;
/** A part that unpacks to more than this … */
export const bombSize = 1 << 25;
/** … and to more than so many times its packed size is a zip bomb; real sheets stay under 100. */
export const bombRatio = 200;
/** Entries of the zip archive, and bytes of its directory. */
export const entriesLimit = 65_535;
export const directoryLimit = 1 << 24;
/** Characters of one text or tag; a spreadsheet's own limit for a cell is 32,767. */
export const tokenLimit = 1 << 22;
/** Elements inside one another. */
export const depthLimit = 256;
/** Characters of all shared texts together. */
export const sharedTextLimit = 1 << 28;
/** Size of the grid, as Excel has it. */
export const rowLimit = 1_048_576;
export const columnLimit = 16_384;
/** Characters in a cell, as Excel has it. */
export const cellTextLimit = 32_767;
/** Rows × columns of the table, empty cells too. */
export const cellsLimit = 250_000_000;
export const mergesLimit = 200_000;
/** An old .xls is read as a whole. */
export const xlsBytesLimit = 1 << 28;
