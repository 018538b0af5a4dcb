import type { Visitor } from './feeds.ts';
import { is, RecordWalk, type Field, type FieldSink, type Is } from './fields.ts';
import { isFeature, pointOf } from './geo.ts';
import { columnsOf, countColumns, prune, shapeAsFeature, type FieldColumn } from './layout.ts';
import { changed, notLines, tooManyColumns } from './refusals.ts';
import { closeBracket, comma, isNull, openBrace, openBracket, quote } from './scan.ts';
import type { Window } from './window.ts';

/** A table has at most this many columns. */
export const columnsLimit = 20_000;
/** Deeper objects stay JSON text unless asked otherwise: names of five keys are no longer read, and what nests deeper is mostly a tree, not a record. */
export const usualDepth = 3;

/** What most records are; the others do not fit. */
export type Records = 'objects' | 'arrays' | 'values';

export interface AnalysisOptions {
  readonly file: string;
  /** null: to be found. */
  readonly depth: number | null;
  /** Only so many records are looked at. */
  readonly limit: number;
  readonly firstRepaired: boolean;
  /** Records have keys: those that come again are to be known. */
  readonly labelled: boolean;
  /** Of arrays: columns are named elsewhere. */
  readonly headers: readonly string[] | null;
}

const countSlack = 1000;
const tooManyFields = Symbol('tooManyFields');

/** The first reading of records: which columns they have. */
export class Analysis implements Visitor, FieldSink {
  readonly options: AnalysisOptions;
  readonly walk: RecordWalk;
  records = 0;
  rejected = 0;
  /** The depth was lowered, for the number of columns. */
  lowered = false;
  /** Fields of GeoJSON features, where records are such. */
  feature: ReturnType<typeof shapeAsFeature> | null = null;
  points = 0;
  /** Keys of records that come again, with the number of the last record that has each. */
  readonly lastOf = new Map<string, number>();
  readonly #counts = { objects: 0, arrays: 0, values: 0 };
  readonly #widths = new Map<number, number>();
  readonly #labels = new Set<string>();
  #firstRow: readonly string[] | null = null;
  /** Fields at which the columns are counted the next time: not every field is one. */
  #countAt = columnsLimit + 1;
  #fields = 0;
  #kind: Records = 'values';
  #width = 0;
  #texts: Set<string> | null = null;
  #label: string | null = null;
  #isPoint = false;

  constructor(options: AnalysisOptions) {
    this.options = options;
    this.walk = new RecordWalk(options.depth ?? usualDepth, this);
  }

  get full(): boolean {
    return this.records >= this.options.limit;
  }

  /** Of equally many objects win over arrays, and arrays over values. Values can be anything. */
  get kind(): Records {
    const { objects, arrays, values } = this.#counts;
    if (objects >= arrays && objects >= values && objects > 0) return 'objects';
    return arrays >= values && arrays > 0 ? 'arrays' : 'values';
  }

  /** The first array names the columns: it is all texts, none of them blank or there twice. */
  get header(): readonly string[] | null {
    return this.options.headers ?? this.#firstRow;
  }

  /** Of the arrays: as many as the header has, else as most have. */
  get width(): number {
    if (this.header) return this.header.length;
    let best = 0;
    for (const [width, times] of this.#widths) {
      const most = this.#widths.get(best) ?? 0;
      if (times > most || (times === most && width > best)) best = width;
    }
    return best;
  }

  get columns(): FieldColumn[] {
    return columnsOf(this.walk.root);
  }

  read(window: Window, label: string | null): void {
    this.#label = label;
    const first = window.peek();
    if (first === openBrace) this.#object(window);
    else if (first === openBracket) this.#array(window);
    else {
      this.#kind = 'values';
      window.pass(first);
    }
  }

  keep(window: Window): void {
    this.records += 1;
    this.#counts[this.#kind] += 1;
    if (this.#kind === 'objects') {
      if (!this.walk.keep()) throw changed(window.file.name);
      if (this.#isPoint) this.points += 1;
    }
    if (this.#kind === 'arrays') this.#keepArray();
    if (this.options.labelled) this.#keepLabel();
  }

  undo(): void {
    this.walk.undo();
  }

  reject(_: string, reason: string): void {
    if (this.records === 0 && !this.options.firstRepaired) {
      throw notLines(reason, this.options.file);
    }
    this.records += 1;
    this.rejected += 1;
  }

  blank(): void {}

  take(field: Field, window: Window, first: number): Is {
    if (field === this.feature?.geometry) return this.#geometry(window, first);
    if (field.hidden && !this.#staysHidden(field, window, first)) field.hidden = false;
    else if (!field.hidden) window.pass(first);
    return isNull(first) ? is.nil : is.value;
  }

  empty(): void {}

  forget(field: Field): void {
    if (field === this.feature?.geometry) this.#isPoint = false;
  }

  added(): void {
    this.#fields += 1;
    if (this.#fields < this.#countAt) return;
    const columns = countColumns(this.walk.root);
    if (columns > columnsLimit) throw tooManyFields;
    this.#countAt = this.#fields + Math.max(countSlack, columnsLimit - columns);
  }

  /** After the last record: as many columns as there may be. */
  finish(): void {
    while (this.columns.length > columnsLimit) this.#flattenLess();
  }

  #object(window: Window): void {
    this.#kind = 'objects';
    this.#isPoint = false;
    if (this.records === 0 && !this.feature && isFeature(window)) {
      this.feature = shapeAsFeature(this.walk.root);
    }
    const start = window.at;
    for (;;) {
      try {
        this.walk.read(window);
        return;
      } catch (error) {
        if (error !== tooManyFields) throw error;
      }
      window.at = start;
      this.walk.undo();
      this.#flattenLess();
    }
  }

  /** Objects that lie as deep as any become cells, where the depth is free. */
  #flattenLess(): void {
    const { walk } = this;
    if (this.options.depth !== null || walk.depth === 0) {
      throw tooManyColumns(columnsLimit, this.options.file);
    }
    walk.depth -= 1;
    this.lowered = true;
    prune(walk.root, walk.depth);
  }

  #geometry(window: Window, first: number): Is {
    const text = window.cell(first);
    this.#isPoint = text !== null && pointOf(text) !== null;
    return text === null ? is.nil : is.value;
  }

  /** What GeoJSON says anyway is no column: the type “Feature”, properties that are null. */
  #staysHidden(field: Field, window: Window, first: number): boolean {
    const text = window.cell(first);
    return text === null || (field === this.feature?.type && text === 'Feature');
  }

  #array(window: Window): void {
    this.#kind = 'arrays';
    this.#width = 0;
    this.#texts = this.#counts.arrays === 0 && !this.options.headers ? new Set() : null;
    eachElement(window, (first) => {
      this.#width += 1;
      if (!this.#texts || first !== quote) {
        this.#texts = null;
        window.pass(first);
        return;
      }
      window.string();
      const text = window.token();
      const fit = text.trim() !== '' && !this.#texts.has(text) && this.#texts.size <= columnsLimit;
      if (fit) this.#texts.add(text);
      else this.#texts = null;
    });
  }

  #keepArray(): void {
    if (this.#texts && this.#texts.size > 0) this.#firstRow = [...this.#texts];
    this.#texts = null;
    if (this.#counts.arrays === 1 && this.#firstRow) return;
    this.#widths.set(this.#width, (this.#widths.get(this.#width) ?? 0) + 1);
  }

  #keepLabel(): void {
    const label = this.#label ?? '';
    if (this.#labels.has(label)) this.lastOf.set(label, this.records);
    else this.#labels.add(label);
  }
}

/** Visits the elements of the array at the window's place; `visit` reads them. */
export function eachElement(window: Window, visit: (first: number) => void): void {
  window.at += 1;
  let b = window.peek();
  if (b === closeBracket) {
    window.at += 1;
    return;
  }
  for (;;) {
    visit(b);
    const after = window.peek();
    if (after === closeBracket) break;
    if (after !== comma) window.unexpected('“,” or “]” was expected');
    window.at += 1;
    b = window.peek();
  }
  window.at += 1;
}
