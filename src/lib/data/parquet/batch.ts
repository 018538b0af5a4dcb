import type { Batch } from '../formats/reader.ts';
import type { TextColumn } from './texts.ts';

/** Columns of `rows` texts each; good until they are written to again. */
export const textBatch = (columns: readonly TextColumn[], rows: number): Batch => ({
  kind: 'columns',
  rows,
  columns: columns.map((column) => column.finished()),
});
