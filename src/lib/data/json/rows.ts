import type { Batch } from '../formats/reader.ts';
import { eachElement, type Analysis, type Records } from './analysis.ts';
import type { Visitor } from './feeds.ts';
import { is, type Field, type FieldSink, type Is } from './fields.ts';
import { pointOf } from './geo.ts';
import type { JsonIssues } from './issues.ts';
import { changed } from './refusals.ts';
import { isNull, openBrace, openBracket, quote } from './scan.ts';
import type { Window } from './window.ts';

const batchRows = 10_000;
const batchCells = 1_000_000;
const batchCharacters = 1 << 25;

/** Texts of rows, column by column, until there are enough for a batch. */
export class Columns {
  rows = 0;
  readonly #count: number;
  readonly #capacity: number;
  #columns: (string | null)[][];
  #characters = 0;

  constructor(count: number, limit: number) {
    this.#count = count;
    const usual = Math.min(batchRows, Math.max(1, Math.floor(batchCells / Math.max(1, count))));
    this.#capacity = Math.min(usual, Math.max(1, limit));
    this.#columns = this.#fresh();
  }

  get full(): boolean {
    return this.rows >= this.#capacity || this.#characters >= batchCharacters;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Of the row at hand; it is null until set. */
  set(column: number, text: string | null): void {
    this.#columns[column]![this.rows] = text;
    if (text !== null) this.#characters += text.length;
  }

  clear(): void {
    for (const column of this.#columns) column[this.rows] = null;
  }

  next(): void {
    this.rows += 1;
    if (this.rows <= this.#capacity) return;
    for (const column of this.#columns) if (column.length < this.rows) column.push(null);
  }

  take(): Batch {
    const columns = this.#columns;
    const { rows } = this;
    for (const column of columns) column.length = rows;
    this.#columns = this.#fresh();
    this.rows = 0;
    this.#characters = 0;
    return { kind: 'texts', rows, columns };
  }

  #fresh(): (string | null)[][] {
    return Array.from({ length: this.#count }, () =>
      new Array<string | null>(this.#capacity).fill(null),
    );
  }
}

interface RowsOptions {
  readonly analysis: Analysis;
  readonly issues: JsonIssues;
  readonly repaired: ReadonlyMap<number, readonly string[]>;
  /** Labels of the records, where they have some, have a column, the first. */
  readonly labelled: boolean;
  readonly headers: readonly string[];
  /** Column of longitudes, latitudes being the next; −1: there is none. */
  readonly longitude: number;
  readonly limit: number;
}

/** The second reading of records: their rows. */
export class Rows implements Visitor, FieldSink {
  records = 0;
  readonly columns: Columns;
  readonly #options: RowsOptions;
  readonly #kind: Records;
  readonly #width: number;
  readonly #first: number;
  #headerDone: boolean;
  #wrong: string | null = null;
  #isHeader = false;
  #cells = 0;
  #from = 0;
  #emptied = 0;
  #surrogates = 0;
  #label: string | null = null;

  constructor(options: RowsOptions) {
    const { analysis } = options;
    this.#options = options;
    this.#kind = analysis.kind;
    this.#width = analysis.width;
    this.#first = options.labelled ? 1 : 0;
    this.#headerDone = analysis.header === null || analysis.options.headers !== null;
    this.columns = new Columns(options.headers.length, options.limit);
    analysis.walk.sink = this;
    analysis.walk.settled = true;
  }

  get full(): boolean {
    return this.columns.full || this.records >= this.#options.limit;
  }

  read(window: Window, label: string | null): void {
    const first = window.peek();
    this.#from = window.at;
    this.#wrong = null;
    this.#isHeader = false;
    this.#emptied = 0;
    this.#label = label;
    if (this.#options.labelled) this.columns.set(0, label);
    if (this.#kind === 'values') this.columns.set(this.#first, window.cell(first));
    else if (this.#kind === 'objects' && first === openBrace)
      this.#options.analysis.walk.read(window);
    else if (this.#kind === 'arrays' && first === openBracket) this.#array(window);
    else this.#misfit(window, first);
  }

  keep(window: Window): void {
    if (this.#isHeader) {
      this.#headerDone = true;
      return;
    }
    this.#refuseSuperseded();
    const repaired = this.#options.repaired.get(this.records + 1);
    if (repaired || this.#wrong === null) this.#count(window, repaired);
    else this.reject(window.raw(this.#from, window.at), this.#wrong);
  }

  undo(window: Window): void {
    this.#options.analysis.walk.undo();
    this.columns.clear();
    window.loneSurrogates = this.#surrogates;
  }

  reject(raw: string, reason: string): void {
    this.columns.clear();
    this.records += 1;
    const repaired = this.#options.repaired.get(this.records);
    if (repaired) this.#write(repaired);
    else this.#options.issues.reject({ row: this.records, cells: this.#cells, raw, reason });
    this.#cells = 0;
  }

  blank(): void {
    this.#options.issues.repair('blank-lines', this.records + 1);
  }

  take(field: Field, window: Window, first: number): Is {
    if (field.column < 0) {
      window.pass(first);
      return isNull(first) ? is.nil : is.value;
    }
    const text = window.cell(first);
    this.columns.set(field.column, text);
    if (field === this.#options.analysis.feature?.geometry) this.#point(text);
    return text === null ? is.nil : is.value;
  }

  empty(field: Field): void {
    if (field.column >= 0) this.columns.set(field.column, '{}');
    else if (field.level >= 0) this.#emptied += 1;
  }

  forget(field: Field): void {
    if (field.column < 0) return;
    this.columns.set(field.column, null);
    if (field === this.#options.analysis.feature?.geometry) this.#point(null);
  }

  added(): void {}

  #point(geometry: string | null): void {
    const { longitude } = this.#options;
    if (longitude < 0) return;
    const point = geometry === null ? null : pointOf(geometry);
    this.columns.set(longitude, point?.[0] ?? null);
    this.columns.set(longitude + 1, point?.[1] ?? null);
  }

  #array(window: Window): void {
    const repeat = !this.#headerDone;
    this.#isHeader = repeat;
    this.#cells = 0;
    eachElement(window, (first) => {
      if (this.#cells < this.#width && !repeat) {
        this.columns.set(this.#first + this.#cells, window.cell(first));
      } else {
        window.pass(first);
      }
      this.#cells += 1;
    });
    if (repeat || this.#cells <= this.#width) return;
    this.#wrong = `${this.#cells} values where ${this.#width} columns are`;
  }

  #misfit(window: Window, first: number): void {
    window.pass(first);
    const most = this.#kind === 'objects' ? 'objects' : 'lists';
    this.#wrong = `the record is ${kindOf(first)}, where most are ${most}`;
  }

  /** A key that comes again: the last member counts, as in Python. */
  #refuseSuperseded(): void {
    const last = this.#label === null ? undefined : this.#options.analysis.lastOf.get(this.#label);
    if (last === undefined || last === this.records + 1) return;
    this.#wrong = `its key “${this.#label}” comes again; the last record of that key counts`;
  }

  #count(window: Window, repaired: readonly string[] | undefined): void {
    const { issues, analysis } = this.#options;
    this.records += 1;
    if (repaired) {
      this.columns.clear();
      this.#write(repaired);
      return;
    }
    if (this.#kind === 'objects') {
      if (!analysis.walk.keep()) throw changed(window.file.name);
      for (let k = 0; k < analysis.walk.duplicates; k += 1)
        issues.repair('duplicate-keys', this.records);
      for (let k = 0; k < this.#emptied; k += 1) issues.repair('empty-objects', this.records);
    } else if (this.#kind === 'arrays' && this.#cells < this.#width) {
      issues.repair('short-rows', this.records);
    }
    for (let k = this.#surrogates; k < window.loneSurrogates; k += 1)
      issues.repair('lone-surrogates', this.records);
    this.#surrogates = window.loneSurrogates;
    this.columns.next();
  }

  #write(cells: readonly string[]): void {
    cells.slice(0, this.#options.headers.length).forEach((text, j) => this.columns.set(j, text));
    this.columns.next();
  }
}

function kindOf(first: number): string {
  if (first === openBrace) return 'an object';
  if (first === openBracket) return 'a list';
  if (first === quote) return 'a text';
  return isNull(first) ? 'null' : 'a number or truth value';
}
