import type { Guess } from '#lib/recipe/reading.ts';
import type { Format } from '#lib/recipe/source.ts';
import type { CellBlock } from '../csv/reader.ts';
import type { FileSource } from '../files.ts';
import type { Reject, Repair } from './issues.ts';
import type { Texts } from './texts.ts';

export type { Guess };

/**
 * Rows in one of three shapes. Whatever the format, a cell enters the table as a text that says its value exactly:
 * integers with all digits, doubles in the fewest digits that give them back (no ".0"), true and false, ISO 8601 dates and times, JSON for
 * what is nested. null is what the format itself calls nothing (JSON null, an empty Excel cell, a Parquet null).
 */
export type Batch =
  /** Bytes of a text file with the bounds of its cells. */
  | { readonly kind: 'block'; readonly block: CellBlock }
  /** Column-major texts, each column `rows` long. */
  | {
      readonly kind: 'texts';
      readonly rows: number;
      readonly columns: readonly (readonly (string | null)[])[];
    }
  /** The same as Arrow lays texts out. */
  | { readonly kind: 'columns'; readonly rows: number; readonly columns: readonly Texts[] };

export interface ReadHooks {
  readonly checkCancel: () => void;
  /** Bytes of the file done so far. */
  readonly onBytes: (bytes: number) => void;
  /** Cells that a person wrote for rows of the file, by 1-based file row: they enter at their place. */
  readonly repaired?: ReadonlyMap<number, readonly string[]>;
}

/** Thrown by `batches` where a guess proves wrong late in the file: drop what came and open again so. */
export class ReadAgain extends Error {
  readonly choices: FormatChoices;
  /** Why, in place of the guess that was wrong. */
  readonly guess: Guess;
  constructor(choices: FormatChoices, guess: Guess) {
    super(guess.evidence);
    this.choices = choices;
    this.guess = guess;
  }
}

/** What is known when all batches are read. */
export interface Issues {
  readonly repairs: readonly Repair[];
  /** At most 1,000; `rejectedRows` has them all. */
  readonly rejects: readonly Reject[];
  readonly rejectedRows: readonly number[];
  readonly irregular: boolean;
}

/** A file under decisions that are all settled; rows come when asked for, once. */
export interface Reading {
  /** Every decision, said or guessed, as the recipe keeps it. */
  readonly format: Format;
  /** Header texts as in the file, '' where there is none; `nameColumns` makes names of them. */
  readonly headers: readonly string[];
  readonly guesses: readonly Guess[];
  batches(): AsyncIterable<Batch>;
  /** Call it after the last batch. */
  issues(): Issues;
}

/** What the user said of the format; whatever is absent is guessed, whatever is there never is. */
export type FormatChoices = {
  readonly [F in Format as F['kind']]: { readonly kind: F['kind'] } & Partial<F>;
}[Format['kind']];

/**
 * Opens one kind of file.
 * @throws EngineError file-empty, file-kind, file-malformed, encoding-invalid, columns-limit, size-limit, cancelled
 */
export interface FormatReader {
  open(file: FileSource, choices: FormatChoices, hooks: ReadHooks): Promise<Reading>;
}
