import type { JsonFormat } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import type { Guess } from '../formats/reader.ts';
import type { JsonPath, Place } from './explore.ts';
import { LinesFeed, run, type Visitor } from './feeds.ts';
import type { Plan } from './plan.ts';
import { pathText } from './refusals.ts';
import type { Utf8File } from './utf8.ts';
import { Window } from './window.ts';

const trialBytes = 1 << 22;
const trialLines = 20;

/** Whether each line is a value of its own: the first is one, and another is, too, or the name says so. */
export async function guessLines(text: Utf8File): Promise<boolean> {
  const size = Math.min(text.file.size, text.start + trialBytes);
  const { name } = text.file;
  const head: FileSource = { name, size, slice: (from, to) => text.file.slice(from, to) };
  const window = new Window(head, text.start, { checkCancel: () => {}, onPlace: () => {} });
  const feed = new LinesFeed([]);
  const trial = new Trial(feed);
  for await (const _ of run(feed, window, trial)) break;
  if (!trial.begins) return false;
  const cutOff = size < text.file.size && trial.bad === 1;
  const named = /\.(ndjson|jsonl|jsonlines|geojsonl)(\.\w+)?$/i.test(name);
  return feed.good > 1 || cutOff || (trial.bad === 0 && named);
}

class Trial implements Visitor {
  bad = 0;
  /** The first line is a value. */
  begins = false;
  records = 0;
  readonly #feed: LinesFeed;
  constructor(feed: LinesFeed) {
    this.#feed = feed;
  }
  get full(): boolean {
    return this.#feed.good + this.bad >= trialLines || (this.bad > 0 && !this.begins);
  }
  read(window: Window): void {
    window.pass(window.peek());
  }
  keep(): void {
    this.begins ||= this.bad === 0;
  }
  undo(): void {}
  reject(): void {
    this.bad += 1;
  }
  blank(): void {}
}

/** The path to the records of a document: to its longest list of objects, unless the document is a table itself. */
export function guessPath(places: readonly Place[]): readonly string[] {
  const root = places.find((p) => p.path.length === 0);
  if (!root || root.kind !== 'record') return [];
  return places.find(isLikely)?.path ?? [];
}

function isLikely({ kind, path, records, share }: Place): boolean {
  if (path.length === 0 || kind === 'record' || kind === 'scalars') return false;
  if (kind === 'objects') return records > 1 || share >= 0.5;
  return share >= 0.5 && records > (kind === 'arrays' ? 2 : 1);
}

export const lineGuess = (lines: boolean): Guess => ({
  what: 'lines',
  value: lines ? 'yes' : 'no',
  evidence: lines ? 'each line is a value by itself' : 'the file is one document',
});

/** `value` and `others` are paths as JSON: ["data","rows"]. */
export function pathGuess(format: JsonFormat, plan: Plan, places: readonly JsonPath[]): Guess {
  const { path } = format;
  const value = JSON.stringify(path);
  const others = places
    .map((p) => JSON.stringify(p.path))
    .filter((p) => p !== value)
    .slice(0, 20);
  return {
    what: 'path',
    value,
    evidence: evidenceOf(path, plan),
    ...(others.length > 0 && { others }),
  };
}

function evidenceOf(path: readonly string[], plan: Plan): string {
  const where = pathText(path);
  const count = (n: number, one: string, many: string): string =>
    `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
  if (plan.kind === 'columns') {
    const columns = count(plan.columns.length, 'column', 'columns');
    const each = count(plan.rows, 'value', 'values');
    return `${where} holds ${columns} of ${each} each${plan.shape === 'series' ? ', by index' : ''}`;
  }
  const { analysis, shape } = plan;
  const records = count(analysis.records, 'record', 'records');
  if (shape === 'lines') return `each line is a record: ${records}`;
  if (shape === 'record') return `${where} is one record: no list in it is a table`;
  if (shape === 'members') return `${where} holds ${records} by key, with much the same fields`;
  if (analysis.feature)
    return `${where} holds ${records}, features of GeoJSON: their properties are the columns`;
  if (analysis.options.headers) return `${where} has a list of columns and one of ${records}`;
  if (analysis.kind === 'arrays') {
    return `${where} holds ${records} that are lists; ${analysis.header ? 'the first names the columns' : 'none names the columns'}`;
  }
  return `${where} holds ${records}${path.length > 0 ? ', the longest list of objects' : ''}`;
}
