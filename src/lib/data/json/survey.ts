import { eachMember, skipped } from './document.ts';
import { ListFeed, type Visitor } from './feeds.ts';
import { openBrace, openBracket, quote } from './scan.ts';
import type { Window } from './window.ts';

/**
 * What an object is, as a table.
 * - `record`: one row
 * - `members`: each member is a record, its key the index (pandas: orient='index')
 * - `lists`: each member is a column, a list of its cells
 * - `series`: each member is a column, its cells by index (orient='columns')
 * - `split`: lists named columns, index and data (orient='split' and 'tight')
 */
export type ObjectShape = 'record' | 'members' | 'lists' | 'series' | 'split';

/** A member of an object, as far as one can tell without reading its values. */
export interface Member {
  readonly kind: 'list' | 'object' | 'scalar';
  /** Where its value begins in the file. */
  readonly place: number;
  /** Elements of a list, keys of an object. */
  readonly length: number;
  /** Of a list's elements those that are neither lists nor objects, those that are lists, and those that are objects. */
  readonly scalars: number;
  readonly lists: number;
  readonly objects: number;
  /** Equal where the keys of two objects are the same in the same order, as good as certain. */
  readonly keysHash: number;
  /** All keys are integers and no two the same. */
  readonly integers: boolean;
  /** The keys are 0, 1, 2, … */
  readonly numbered: boolean;
  /** Keys that the first object of its parent has, too. */
  readonly shared: number;
}

/** Members are remembered up to this many; more make no columns. */
const remembered = 20_001;

/** What is known of an object whose members came one by one. */
export class ObjectStats {
  readonly members = new Map<string, Member>();
  count = 0;
  duplicates = 0;
  /** Keys of the first member that is an object. */
  firstKeys: ReadonlySet<string> | null = null;
  #lists = 0;
  #objects = 0;
  #elements = 0;
  #scalarElements = 0;
  /** The members are called 0, 1, 2, … */
  numbered = true;
  #sameLength = true;
  #sameKeys = true;
  #alike = true;
  #first: Member | null = null;

  add(key: string, member: Member): void {
    if (this.members.has(key)) this.duplicates += 1;
    if (this.members.size < remembered) this.members.set(key, member);
    if (key !== String(this.count)) this.numbered = false;
    this.count += 1;
    this.#first ??= member;
    if (member.kind === 'list') this.#addList(member);
    if (member.kind === 'object') this.#addObject(member);
  }

  get shape(): ObjectShape {
    if (this.#isSplit()) return 'split';
    if (this.count === 0) return 'record';
    if (this.#lists === this.count) return this.#shapeOfLists();
    return this.#objects === this.count ? this.#shapeOfObjects() : 'record';
  }

  #shapeOfLists(): ObjectShape {
    const plain = this.#scalarElements * 2 >= this.#elements;
    return this.#sameLength && plain ? 'lists' : 'record';
  }

  #shapeOfObjects(): ObjectShape {
    const { integers, length } = this.#first!;
    if (this.#sameKeys && integers && length > 0 && !this.numbered) return 'series';
    return this.#alike && this.count >= (this.numbered ? 2 : 3) ? 'members' : 'record';
  }

  #addList(member: Member): void {
    this.#lists += 1;
    this.#elements += member.length;
    this.#scalarElements += member.scalars;
    if (member.length !== this.#first!.length) this.#sameLength = false;
  }

  #addObject(member: Member): void {
    this.#objects += 1;
    const first = this.#first!;
    if (member.keysHash !== first.keysHash) this.#sameKeys = false;
    if (member === first) return;
    if (2 * member.shared < Math.max(member.length, first.length)) this.#alike = false;
  }

  #isSplit(): boolean {
    const [columns, data] = [this.members.get('columns'), this.members.get('data')];
    if (columns?.kind !== 'list' || data?.kind !== 'list') return false;
    const index = this.members.get('index');
    if (index && (index.kind !== 'list' || index.length !== data.length)) return false;
    const named = [...this.members.keys()].every((key) => splitKeys.has(key));
    return named && columns.objects === 0 && data.lists === data.length;
  }
}

const splitKeys = new Set(['columns', 'index', 'data', 'index_names', 'column_names']);

/** Surveys the object at the window's place. */
export async function surveyObject(window: Window): Promise<ObjectStats> {
  const stats = new ObjectStats();
  await eachMember(window, (key, first) => {
    const { place } = window;
    if (first === openBracket) {
      const elements = new Elements();
      const done = exhaust(new ListFeed('array'), window, elements);
      return afterwards(done, () => stats.add(key, listMember(place, elements)));
    }
    if (first === openBrace) {
      const keys = new Keys(stats.firstKeys);
      return afterwards(exhaust(new ListFeed('object'), window, keys), () => {
        stats.firstKeys ??= keys.all;
        stats.add(key, objectMember(place, keys));
      });
    }
    return afterwards(skipped(window), () => stats.add(key, scalarMember(place)));
  });
  return stats;
}

function afterwards(done: Promise<void> | void, then: () => void): Promise<void> | void {
  if (done) return done.then(then);
  then();
}

const nothing = {
  length: 0,
  scalars: 0,
  lists: 0,
  objects: 0,
  keysHash: 0,
  integers: false,
  numbered: false,
  shared: 0,
};

export const scalarMember = (place: number): Member => ({ kind: 'scalar', place, ...nothing });

export const listMember = (place: number, elements: Elements): Member => {
  const { records: length, scalars, lists, objects } = elements;
  return { ...nothing, kind: 'list', place, length, scalars, lists, objects };
};

export const objectMember = (place: number, keys: Keys): Member => {
  const { records: length, hash: keysHash, integers, numbered, shared } = keys;
  return { ...nothing, kind: 'object', place, length, keysHash, integers, numbered, shared };
};

/** Brings a whole list to a visitor that is never full; nothing is to wait for where the bytes at hand hold it. */
export function exhaust(feed: ListFeed, window: Window, visitor: Visitor): Promise<void> | void {
  return feed.step(window, visitor) === 'done' ? undefined : exhaustOn(feed, window, visitor);
}

async function exhaustOn(feed: ListFeed, window: Window, visitor: Visitor): Promise<void> {
  do await window.more(visitor.records + 1);
  while (feed.step(window, visitor) !== 'done');
}

/** Goes over values without taking them in. */
abstract class Passing implements Visitor {
  readonly full = false;
  records = 0;
  read(window: Window, label: string | null): void {
    this.see(window, label);
    window.pass(window.peek());
  }
  keep(): void {
    this.records += 1;
    this.kept();
  }
  undo(): void {}
  reject(): void {}
  blank(): void {}
  protected abstract see(window: Window, label: string | null): void;
  protected abstract kept(): void;
}

/** Counts what the elements of a list are. */
export class Elements extends Passing {
  scalars = 0;
  lists = 0;
  objects = 0;
  #first = 0;

  protected see(window: Window): void {
    this.#first = window.peek();
  }

  protected kept(): void {
    if (this.#first === openBrace) this.objects += 1;
    else if (this.#first === openBracket) this.lists += 1;
    else this.scalars += 1;
  }
}

/** The keys of an object are remembered up to this many, to see whether others have the same. */
const keysRemembered = 1_000_000;

/** What the keys of an object are. */
export class Keys extends Passing {
  hash = 0;
  integers = true;
  numbered = true;
  shared = 0;
  readonly #others: ReadonlySet<string> | null;
  readonly #all = new Set<string>();
  #increasing = true;
  #last = -Infinity;
  #key = '';
  #count = 0;

  /** @param others keys to compare with; null: remember the keys, so that others can be compared */
  constructor(others: ReadonlySet<string> | null) {
    super();
    this.#others = others;
  }

  get all(): ReadonlySet<string> {
    return this.#all;
  }

  protected see(_: Window, label: string | null): void {
    this.#key = label!;
  }

  protected kept(): void {
    this.note(this.#key);
  }

  /** One more key. */
  note(key: string): void {
    if (key !== String(this.#count)) this.numbered = false;
    this.#count += 1;
    for (let i = 0; i < key.length; i += 1) {
      this.hash = Math.imul(this.hash ^ key.charCodeAt(i), 0x01000193);
    }
    this.hash = Math.imul(this.hash ^ quote, 0x01000193);
    if (this.#others?.has(key)) this.shared += 1;
    if (this.integers) this.#integer(key);
    if (!this.#others && this.#all.size < keysRemembered) this.#all.add(key);
  }

  #integer(key: string): void {
    const value = /^(0|-?[1-9]\d{0,14})$/.test(key) ? Number(key) : NaN;
    if (!(value > this.#last)) this.#increasing = false;
    this.#last = value;
    const known = this.#others ?? this.#all;
    const comesAgain = !this.#others && (known.has(key) || known.size >= keysRemembered);
    this.integers = !Number.isNaN(value) && (this.#increasing || !comesAgain);
  }
}
