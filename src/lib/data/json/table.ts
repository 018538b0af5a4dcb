import { bytesFile, type FileSource } from '../files.ts';
import type { Repair } from '../formats/issues.ts';
import type { Batch, Issues } from '../formats/reader.ts';
import type { Analysis } from './analysis.ts';
import { Cells } from './cells.ts';
import { ListFeed, run, type Feed } from './feeds.ts';
import { JsonIssues } from './issues.ts';
import type { ColumnsPlan, Plan, RecordsPlan } from './plan.ts';
import { changed } from './refusals.ts';
import { Columns, Rows } from './rows.ts';
import type { Utf8File } from './utf8.ts';
import { Window, type WindowHooks } from './window.ts';

interface TableOptions {
  /** Only so many records are read. */
  readonly limit: number;
  readonly repaired: ReadonlyMap<number, readonly string[]>;
  readonly hooks: WindowHooks;
}

/** Waits for a reading, and puts what it throws into words. */
type InWords = <T>(read: () => Promise<T>) => Promise<T>;

/** The rows of a plan. */
export class Table {
  readonly headers: readonly string[];
  readonly #plan: Plan;
  readonly #text: Utf8File;
  readonly #options: TableOptions;
  readonly #issues = new JsonIssues();
  readonly #longitude: number;

  constructor(plan: Plan, text: Utf8File, options: TableOptions) {
    this.#plan = plan;
    this.#text = text;
    this.#options = options;
    const laid = plan.kind === 'columns' ? laidColumns(plan) : laidRecords(plan);
    this.headers = laid.headers;
    this.#longitude = laid.longitude;
    for (const repair of [
      ...dotted(this.headers),
      ...doubled(plan.duplicates),
      ...halved(laid.halved),
    ]) {
      this.#issues.add(repair);
    }
  }

  issues(): Issues {
    return this.#issues.all();
  }

  async *batches(inWords: InWords): AsyncGenerator<Batch> {
    const plan = this.#plan;
    const batches = plan.kind === 'columns' ? this.#columns(plan) : this.#records(plan);
    for (;;) {
      const next = await inWords(() => batches.next());
      if (next.done) return;
      yield next.value;
    }
  }

  async *#records(plan: RecordsPlan): AsyncGenerator<Batch> {
    const { limit, repaired, hooks } = this.#options;
    const index = plan.index === null ? null : this.#cursor(plan.index, 'array', 1 << 20);
    const rows = new Rows({
      analysis: plan.analysis,
      issues: this.#issues,
      repaired: index ? withoutFirst(repaired) : repaired,
      labelled: plan.labelled,
      headers: index ? this.headers.slice(1) : this.headers,
      longitude: this.#longitude,
      limit,
    });
    const window = new Window(this.#text.file, plan.place, hooks);
    let before = 0;
    const taken = async (): Promise<Batch> => {
      const batch = rows.columns.take();
      if (!index || batch.kind !== 'texts') return batch;
      const labels = await this.#labels(index, before, rows.records);
      before = rows.records;
      return { ...batch, columns: [labels, ...batch.columns] };
    };
    for await (const _ of run(plan.feed(), window, rows)) {
      if (rows.columns.rows > 0) yield await taken();
      if (rows.records >= limit) return;
    }
    if (rows.columns.rows > 0) yield await taken();
  }

  /** Labels of the rows kept among records from + 1 … to. */
  async #labels(index: Cursor, from: number, to: number): Promise<(string | null)[]> {
    const labels = await index.take(to - from);
    const rejected = new Set(this.#issues.all().rejectedRows.filter((row) => row > from));
    return labels
      .map((label, i) => this.#options.repaired.get(from + i + 1)?.[0] ?? label)
      .filter((_, i) => !rejected.has(from + i + 1));
  }

  async *#columns(plan: ColumnsPlan): AsyncGenerator<Batch> {
    const { limit, repaired, hooks } = this.#options;
    const file = await this.#nearby();
    const block = Math.min(1 << 20, Math.max(1 << 12, Math.floor(2 ** 26 / plan.columns.length)));
    const list = plan.shape === 'lists' ? 'array' : 'object';
    const cursors = plan.columns.map((c) => this.#cursor(c.place, list, block, file));
    const rows = Math.min(plan.rows, limit);
    const width = this.#text.file.size / Math.max(1, plan.rows);
    const most = Math.max(1, Math.floor(2 ** 25 / width));
    const capacity = Math.min(new Columns(this.headers.length, Infinity).capacity, most);
    for (let done = 0; done < rows; done += capacity) {
      hooks.checkCancel();
      const count = Math.min(capacity, rows - done);
      const columns = await this.#take(plan, cursors, count);
      repaired.forEach((cells, row) => {
        if (row <= done || row > done + count) return;
        columns.forEach((column, j) => (column[row - done - 1] = cells[j] ?? null));
      });
      hooks.onPlace((this.#text.file.size * (done + count)) / rows);
      yield { kind: 'texts', rows: count, columns };
    }
    const lone = cursors.reduce((n, c) => n + c.window.loneSurrogates, 0);
    for (let k = 0; k < lone; k += 1) this.#issues.repair('lone-surrogates', 0);
  }

  async #take(
    plan: ColumnsPlan,
    cursors: readonly Cursor[],
    count: number,
  ): Promise<(string | null)[][]> {
    const columns: (string | null)[][] = [];
    for (const [j, cursor] of cursors.entries()) {
      const texts = await cursor.take(count);
      if (texts.length < count) throw changed(this.#text.file.name);
      if (j === 0 && plan.labelled) columns.push([...cursor.labels]);
      columns.push(texts);
    }
    return columns;
  }

  /** A small file is read once for all columns. */
  async #nearby(): Promise<FileSource> {
    const { file } = this.#text;
    if (file.size > 1 << 26) return file;
    const bytes = await file.slice(0, file.size);
    return { ...bytesFile(bytes, file.name), slice: async (from, to) => bytes.subarray(from, to) };
  }

  #cursor(
    place: number,
    list: 'array' | 'object',
    block: number,
    file: FileSource = this.#text.file,
  ): Cursor {
    const { checkCancel } = this.#options.hooks;
    const window = new Window(file, place, { checkCancel, onPlace: () => {} }, block);
    return new Cursor(new ListFeed(list), window);
  }
}

/** Values of one list, some at a time. */
class Cursor {
  readonly window: Window;
  labels: readonly (string | null)[] = [];
  readonly #feed: Feed;
  readonly #cells = new Cells(0);
  #run: AsyncGenerator<void> | null = null;

  constructor(feed: Feed, window: Window) {
    this.#feed = feed;
    this.window = window;
  }

  async take(count: number): Promise<(string | null)[]> {
    this.#cells.want(count);
    this.#run ??= run(this.#feed, this.window, this.#cells);
    await this.#run.next();
    this.labels = this.#cells.labels;
    return this.#cells.take();
  }
}

interface Laid {
  readonly headers: readonly string[];
  readonly longitude: number;
  /** Headers with half of a surrogate pair. */
  readonly halved: readonly string[];
}

const laidColumns = ({ columns, labelled }: ColumnsPlan): Laid => ({
  headers: [...(labelled ? ['index'] : []), ...columns.map((c) => c.header)],
  longitude: -1,
  halved: [],
});

/** Gives every field its column. */
function laidRecords({ analysis, labelled, index }: RecordsPlan): Laid {
  const headers = labelled || index !== null ? ['index'] : [];
  if (analysis.kind === 'values')
    return { headers: [...headers, 'value'], longitude: -1, halved: [] };
  if (analysis.kind === 'arrays') {
    const blanks = Array.from({ length: analysis.width }, () => '');
    return { headers: [...headers, ...(analysis.header ?? blanks)], longitude: -1, halved: [] };
  }
  return laidFields(analysis, headers);
}

function laidFields(analysis: Analysis, first: readonly string[]): Laid {
  const headers = [...first];
  const halves: string[] = [];
  let longitude = -1;
  for (const { field, header } of analysis.columns) {
    field.column = headers.push(header) - 1;
    if (field.halved) halves.push(header);
    if (field !== analysis.feature?.geometry || analysis.points === 0) continue;
    longitude = headers.push('longitude', 'latitude') - 2;
  }
  return { headers, longitude, halved: halves };
}

/** Keys with dots, and keys inside others, can make the same name; nothing else makes a name twice here. */
function dotted(headers: readonly string[]): Repair[] {
  const seen = new Set<string>();
  const twice = headers.filter((h) => seen.size === seen.add(h).size && h.trim() !== '');
  if (twice.length === 0) return [];
  const shown = twice.slice(0, 5).map((h) => `“${h}”`);
  return [
    {
      kind: 'same-names',
      message: `Two different keys make the same column name ${shown.join(', ')}, such as the key “a.b” and the key “b” inside “a”; the later column is numbered`,
      count: twice.length,
      rows: [],
      columns: twice.slice(0, 20),
    },
  ];
}

const doubled = (count: number): Repair[] =>
  count === 0
    ? []
    : [
        {
          kind: 'duplicate-keys',
          message: `${count === 1 ? 'A key' : `${count} keys`} around the records ${count === 1 ? 'comes' : 'come'} twice; the last value counts, as in Python`,
          count,
          rows: [],
          columns: [],
        },
      ];

const halved = (headers: readonly string[]): Repair[] =>
  headers.length === 0
    ? []
    : [
        {
          kind: 'lone-surrogates',
          message: `${headers.length === 1 ? 'A key holds' : `${headers.length} keys hold`} half of a surrogate pair, which is no character; it was kept as its escape, such as \\ud800`,
          count: headers.length,
          rows: [],
          columns: headers.slice(0, 20),
        },
      ];

const withoutFirst = (
  repaired: ReadonlyMap<number, readonly string[]>,
): ReadonlyMap<number, readonly string[]> =>
  new Map([...repaired].map(([row, cells]) => [row, cells.slice(1)]));
