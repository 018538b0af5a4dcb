import { closeBrace, comma, colon, nestingLimit, openBrace, type Scan } from './scan.ts';
import type { Window } from './window.ts';

/** What a key's value is in the record at hand. */
export const is = { nothing: 0, nil: 1, value: 2, empty: 3, object: 4 } as const;
export type Is = (typeof is)[keyof typeof is];

/** A key on its way from the record: a column, or what columns have in common. */
export class Field {
  readonly key: string;
  readonly parent: Field | null;
  /** 0 for the record's own keys. */
  level: number;
  /** The key as it stands between its quotes. */
  readonly raw: Uint8Array;
  children: Map<string, Field> | null = null;
  /** The key that came first inside, and the one that came next, last time: most likely they do again. */
  first: Field | null = null;
  next: Field | null = null;
  /** It belonged to a record that was no JSON after all. */
  gone = false;
  /** The objects it holds are cells. */
  whole = false;
  /** Its key holds half of a surrogate pair. */
  halved = false;
  /** It is no column, whatever it holds. */
  hidden = false;
  stamp = 0;
  kind: Is = is.nothing;
  /** It was in a record that is kept. */
  known = false;
  /** In how many records it holds null, a cell, an object without keys, an object with fields. */
  nulls = 0;
  values = 0;
  empties = 0;
  objects = 0;
  /** Place of its first appearance among all. */
  order = 0;
  column = -1;

  constructor(key: string, raw: Uint8Array, parent: Field | null, level: number) {
    this.key = key;
    this.raw = raw;
    this.parent = parent;
    this.level = level;
  }
}

/** What is done with the values of a record's fields. */
export interface FieldSink {
  /** Reads the value that begins with `first` at the window's place. */
  take(field: Field, window: Window, first: number): Is;
  /** An object without keys. */
  empty(field: Field): void;
  /** The key comes again: what it held is void. */
  forget(field: Field): void;
  /** A key that no kept record had so far. */
  added(): void;
}

/** Reads records that are objects, down to a depth, into the fields they have. */
export class RecordWalk {
  readonly root = new Field('', new Uint8Array(0), null, -1);
  /** Nested objects become fields of their own down to this depth; without bound they could exhaust the stack. */
  depth: number;
  /** The fields are known: a record that has others was written since. */
  settled = false;
  sink: FieldSink;
  /** Keys that came twice in the record at hand. */
  duplicates = 0;
  #stamp = 0;
  #orders = 0;
  readonly #touched: Field[] = [];

  constructor(depth: number, sink: FieldSink) {
    this.depth = Math.min(depth, nestingLimit);
    this.sink = sink;
  }

  /** Reads the object at the window's place; `keep` or `undo` must follow. */
  read(window: Window): void {
    this.#stamp += 1;
    this.#touched.length = 0;
    this.duplicates = 0;
    window.at += 1;
    if (window.peek() === closeBrace) {
      window.at += 1;
      return;
    }
    let parent: Field = this.root;
    let previous: Field | null = null;
    for (;;) {
      const field: Field = this.#key(window, parent, previous);
      window.expect(colon);
      if (this.#enters(window, field)) {
        parent = field;
        previous = null;
        continue;
      }
      const above = this.#climb(window, field, parent);
      if (above === null) return;
      [parent, previous] = above;
    }
  }

  /** The record counts. @returns false where it has fields that cannot be */
  keep(): boolean {
    for (const field of this.#touched) {
      if (this.settled && !field.known) return false;
      field.known = true;
      if (field.kind === is.value) field.values += 1;
      else if (field.kind === is.nil) field.nulls += 1;
      else if (field.kind === is.empty) field.empties += 1;
      else if (field.kind === is.object) field.objects += 1;
      else if (!field.values && !field.nulls && !field.empties && !field.objects) field.order = 0;
      field.kind = is.nothing;
    }
    return true;
  }

  /** The record was none, or must be read anew. */
  undo(): void {
    for (const field of this.#touched) {
      field.kind = is.nothing;
      if (!field.known) detach(field);
    }
    this.#touched.length = 0;
    this.#stamp += 1;
  }

  /** Reads the value, unless it is an object with fields of its own, which begins here. */
  #enters(window: Window, field: Field): boolean {
    const first = window.peek();
    if (first !== openBrace || field.whole || field.level >= this.depth) {
      field.kind = this.sink.take(field, window, first);
      return false;
    }
    window.at += 1;
    field.kind = is.object;
    if (window.peek() !== closeBrace) return true;
    window.at += 1;
    field.kind = is.empty;
    this.sink.empty(field);
    return false;
  }

  /** After a value, to where the next key stands; null at the end of the record. */
  #climb(
    window: Window,
    field: Field,
    parent: Field,
  ): [parent: Field, previous: Field | null] | null {
    let inside = parent;
    let last = field;
    for (;;) {
      const b = window.peek();
      if (b === comma) {
        window.at += 1;
        return [inside, last];
      }
      if (b !== closeBrace) window.unexpected('“,” or “}” was expected');
      window.at += 1;
      if (inside.parent === null) return null;
      last = inside;
      inside = inside.parent;
    }
  }

  #key(window: Window, parent: Field, previous: Field | null): Field {
    const first = window.peek();
    const likely = previous ? previous.next : parent.first;
    if (likely !== null && !likely.gone && window.matches(likely.raw)) {
      this.#visit(likely);
      return likely;
    }
    window.key(first);
    const { loneSurrogates } = window;
    const key = window.token();
    const field = parent.children?.get(key) ?? this.#added(key, window, parent);
    field.halved = window.loneSurrogates > loneSurrogates;
    window.loneSurrogates = loneSurrogates;
    if (previous) previous.next = field;
    else parent.first = field;
    this.#visit(field);
    return field;
  }

  #added(key: string, window: Scan, parent: Field): Field {
    const raw = window.bytes.slice(window.from, window.to);
    const field = childOf(parent, key, raw);
    this.#touched.push(field);
    this.sink.added();
    return field;
  }

  #visit(field: Field): void {
    if (field.stamp === this.#stamp) {
      this.duplicates += 1;
      this.#forget(field);
    }
    if (field.order === 0) {
      this.#orders += 1;
      field.order = this.#orders;
    }
    field.stamp = this.#stamp;
    this.#touched.push(field);
  }

  #forget(field: Field): void {
    field.kind = is.nothing;
    this.sink.forget(field);
    for (const child of field.children?.values() ?? []) {
      if (child.stamp !== this.#stamp) continue;
      this.#forget(child);
      child.stamp = 0;
    }
  }
}

export function childOf(parent: Field, key: string, raw: Uint8Array): Field {
  const field = new Field(key, raw, parent, parent.level + 1);
  parent.children ??= new Map();
  parent.children.set(key, field);
  return field;
}

function detach(field: Field): void {
  field.gone = true;
  field.parent?.children?.delete(field.key);
}
