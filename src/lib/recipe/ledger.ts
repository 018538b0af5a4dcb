/** A cell whose value is written otherwise than its text. */
export interface ChangedCell {
  readonly rid: number;
  readonly raw: string;
  readonly value: string;
}

/** What became of a column's cells: present = fitting + misfits, and rows = present + empty + marked. */
export interface ColumnLedger {
  readonly name: string;
  /** Cells without any text. */
  readonly empty: number;
  /** Cells that hold one of the texts that mean missing. */
  readonly marked: number;
  /** Cells whose text does not fit the type: missing downstream. */
  readonly misfits: number;
  /** Cells whose value is written otherwise than their text: 1.234,50 is 1234.5. */
  readonly changed: number;
  /** The first few of them. */
  readonly samples: readonly ChangedCell[];
}

/** Every cell of the file accounted for. */
export interface Ledger {
  readonly rows: number;
  readonly columns: readonly ColumnLedger[];
}
