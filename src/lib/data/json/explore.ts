import type { FileSource } from '../files.ts';
import { eachMember, skipped } from './document.ts';
import { ListFeed } from './feeds.ts';
import { closeBrace, colon, comma, Malformed, openBrace, openBracket } from './scan.ts';
import {
  Elements,
  exhaust,
  Keys,
  listMember,
  type Member,
  objectMember,
  ObjectStats,
  type ObjectShape,
  scalarMember,
} from './survey.ts';
import type { Utf8File } from './utf8.ts';
import { Window } from './window.ts';

/** A place in a document that could be the table. */
export interface JsonPath {
  readonly path: readonly string[];
  /** What is there: a list of objects, lists or scalars, or an object taken as ObjectShape says. */
  readonly kind: 'objects' | 'arrays' | 'scalars' | ObjectShape;
  /** Rows it makes, as far as was read. */
  readonly records: number;
  /** It goes on behind what was read: there are more records. */
  readonly more: boolean;
  /** The beginning of what is there, at most 200 characters. */
  readonly sample: string;
  /** Some of its keys: of the first record, or of the columns; at most 20. */
  readonly keys: readonly string[];
}

/** A JsonPath with its share of what was read. */
export interface Place extends JsonPath {
  readonly share: number;
}

/** How much of a document is looked through. */
const exploredBytes = 1 << 23;
const deepest = 6;
const membersExplored = 200;
const valuesExplored = 2000;

/** The places of a document, from its beginning, best first. */
export async function explore(text: Utf8File, checkCancel: () => void): Promise<Place[]> {
  const size = Math.min(text.file.size, text.start + exploredBytes);
  const head: FileSource = {
    name: text.file.name,
    size,
    slice: (start, end) => text.file.slice(start, end),
  };
  const explorer = new Explorer(new Window(head, text.start, { checkCancel, onPlace: () => {} }));
  await explorer.run();
  return explorer.places.sort(byRank);
}

class Explorer {
  readonly places: Place[] = [];
  readonly #window: Window;
  readonly #start: number;
  #values = 0;

  constructor(window: Window) {
    this.#window = window;
    this.#start = window.place;
  }

  /** Ends where the bytes do, or what is JSON in them: the reading itself tells what is wrong. */
  async run(): Promise<void> {
    const window = this.#window;
    try {
      await window.more(1);
      await this.#value([], window.peek(), null);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }

  async #value(
    path: readonly string[],
    first: number,
    parent: ObjectStats | null,
  ): Promise<Member> {
    const window = this.#window;
    const { place } = window;
    if (first === openBracket) return this.#list(path);
    if (first === openBrace) return this.#object(path, parent);
    await skipped(window);
    return scalarMember(place);
  }

  async #list(path: readonly string[]): Promise<Member> {
    const window = this.#window;
    this.#values += 1;
    const { place } = window;
    const seen = glimpse(window);
    const elements = new Elements();
    let more = true;
    try {
      await exhaust(new ListFeed('array'), window, elements);
      more = false;
    } finally {
      const { objects, lists, scalars, records } = elements;
      const most = Math.max(objects, lists, scalars);
      const kind = objects === most ? 'objects' : lists === most ? 'arrays' : 'scalars';
      if (records > 0) this.#add(place, { path, kind, records, more, ...seen });
    }
    return listMember(place, elements);
  }

  async #object(path: readonly string[], parent: ObjectStats | null): Promise<Member> {
    const window = this.#window;
    const { place } = window;
    this.#values += 1;
    const { sample } = glimpse(window);
    const stats = new ObjectStats();
    const keys = new Keys(parent?.firstKeys ?? null);
    let more = true;
    try {
      await eachMember(window, async (key, first) => {
        const deeper = this.#values < valuesExplored && stats.count < membersExplored;
        const nested = first === openBrace || first === openBracket;
        const member =
          deeper && (!nested || path.length < deepest)
            ? await this.#value([...path, key], first, stats)
            : null;
        if (member) stats.add(key, member);
        else await skipped(window);
        keys.note(key);
        keys.records += 1;
      });
      more = false;
    } finally {
      const kind = stats.shape;
      const records = recordsOf(kind, stats, keys.records);
      const known = [...stats.members.keys()].slice(0, 20);
      const aRow = kind === 'record' && path.length > 0;
      if (!aRow) this.#add(place, { path, kind, records, more, sample, keys: known });
    }
    if (parent) parent.firstKeys ??= keys.all;
    return objectMember(place, keys);
  }

  #add(place: number, found: JsonPath): void {
    const share = (this.#window.place - place) / Math.max(1, this.#window.place - this.#start);
    this.places.push({ ...found, share });
  }
}

function recordsOf(kind: ObjectShape, stats: ObjectStats, members: number): number {
  if (kind === 'record') return 1;
  if (kind === 'members') return members;
  if (kind === 'split') return stats.members.get('data')!.length;
  return stats.members.values().next().value?.length ?? 0;
}

/** The beginning of a value, and the keys of its first record, as far as they are at hand. */
function glimpse(window: Window): { sample: string; keys: readonly string[] } {
  const start = window.at;
  const sample = window.raw(start, window.end).slice(0, 200);
  const keys: string[] = [];
  const head = new Window(window.file, 0, { checkCancel: () => {}, onPlace: () => {} });
  head.bytes = window.bytes.subarray(start, start + (1 << 16));
  head.end = head.bytes.length;
  head.final = true;
  try {
    head.at = 1;
    if (head.peek() === openBrace) keysInto(head, keys);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return { sample, keys };
}

function keysInto(head: Window, keys: string[]): void {
  head.at += 1;
  while (head.peek() !== closeBrace && keys.length < 20) {
    if (keys.length > 0) head.expect(comma);
    head.key(head.peek());
    keys.push(head.token());
    head.expect(colon);
    head.pass(head.peek());
  }
}

const rank: Record<JsonPath['kind'], number> = {
  objects: 0,
  split: 1,
  lists: 2,
  series: 2,
  members: 2,
  arrays: 3,
  record: 4,
  scalars: 5,
};

/** Lists of objects first, and of those the longest. */
const byRank = (a: Place, b: Place): number =>
  rank[a.kind] - rank[b.kind] ||
  b.records - a.records ||
  b.share - a.share ||
  a.path.length - b.path.length;
