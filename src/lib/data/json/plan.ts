import { Analysis, columnsLimit, type AnalysisOptions } from './analysis.ts';
import { Cells } from './cells.ts';
import { DocumentWalk } from './document.ts';
import { LinesFeed, ListFeed, run, SingleFeed, type Feed } from './feeds.ts';
import { noSuchPath, noTable, tooManyColumns } from './refusals.ts';
import { openBrace, openBracket } from './scan.ts';
import { surveyObject, type ObjectShape, type ObjectStats } from './survey.ts';
import type { Utf8File } from './utf8.ts';
import { Window, type WindowHooks } from './window.ts';

/** Records one after another. */
export interface RecordsPlan {
  readonly kind: 'records';
  readonly shape: 'lines' | 'list' | 'record' | 'members';
  /** Where the feed begins in the file. */
  readonly place: number;
  readonly feed: () => Feed;
  readonly analysis: Analysis;
  /** The records' keys are a column, the first. */
  readonly labelled: boolean;
  /** A list with a label for each record. */
  readonly index: number | null;
}

/** Columns one after another, all of the same length. */
export interface ColumnsPlan {
  readonly kind: 'columns';
  readonly shape: 'lists' | 'series';
  readonly columns: readonly { readonly header: string; readonly place: number }[];
  readonly rows: number;
  /** The cells' keys are a column, the first. */
  readonly labelled: boolean;
}

export type Plan = (RecordsPlan | ColumnsPlan) & {
  /** Times a key on the path to the records came again, or a column's. */
  readonly duplicates: number;
};

interface Planning {
  readonly text: Utf8File;
  readonly lines: boolean;
  readonly path: readonly string[];
  /** null: to be found. */
  readonly depth: number | null;
  /** Only so many records are looked at. */
  readonly limit: number;
  /** The first line of NDJSON may be none: a person wrote its cells. */
  readonly firstRepaired: boolean;
  /** Of the two readings before the rows come, each tells its place. */
  readonly hooks: (reading: 0 | 1) => WindowHooks;
}

/** Reads the file through once or twice to know what rows and columns it has, and that all of it is JSON. */
export async function planFor(planning: Planning): Promise<Plan> {
  const plan = planning.lines ? await planLines(planning) : await planDocument(planning);
  const none = plan.kind === 'records' && plan.analysis.records === plan.analysis.rejected;
  if (none) throw noTable('there is no record in it', planning.text.file.name);
  return plan;
}

async function planLines(planning: Planning): Promise<Plan> {
  const { text, path } = planning;
  const analysis = new Analysis(optionsOf(planning, { labelled: false, headers: null }));
  const feed = (): Feed => new LinesFeed(path);
  const window = new Window(text.file, text.start, planning.hooks(1));
  await analyse(feed(), window, analysis);
  const records = { feed, analysis, place: text.start, labelled: false, index: null };
  return { kind: 'records', shape: 'lines', ...records, duplicates: 0 };
}

/** Thrown to leave a document early. */
const enough = Symbol('enough');

type Target =
  | { readonly kind: 'list' | 'scalar'; readonly place: number; readonly analysis: Analysis }
  | { readonly kind: 'object'; readonly place: number; readonly stats: ObjectStats };

async function planDocument(planning: Planning): Promise<Plan> {
  const { text, path } = planning;
  const met: { target: Target | null } = { target: null };
  const window = new Window(text.file, text.start, planning.hooks(0));
  const walk = new DocumentWalk(window, path, async (_, first) => {
    const { place } = window;
    if (first === openBrace) {
      met.target = { kind: 'object', place, stats: await surveyObject(window) };
      return;
    }
    const kind = first === openBracket ? 'list' : 'scalar';
    const analysis = new Analysis(optionsOf(planning, { labelled: false, headers: null }));
    met.target = { kind, place, analysis };
    const feed = kind === 'list' ? new ListFeed('array') : new SingleFeed();
    await analyse(feed, window, analysis);
    if (analysis.full) throw enough;
  });
  await walk.run().catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  if (!walk.found || !met.target) throw noSuchPath(path, text.file.name);
  return planOf(planning, met.target, walk.duplicates);
}

async function planOf(planning: Planning, target: Target, duplicates: number): Promise<Plan> {
  const { place } = target;
  if (target.kind !== 'object') {
    const { analysis } = target;
    const list = target.kind === 'list';
    const feed = (): Feed => (list ? new ListFeed('array') : new SingleFeed());
    const records = { place, feed, analysis, labelled: false, index: null, duplicates };
    return { kind: 'records', shape: list ? 'list' : 'record', ...records };
  }
  const { stats } = target;
  return planners[stats.shape](planning, { stats, place, duplicates });
}

interface Found {
  readonly stats: ObjectStats;
  readonly place: number;
  readonly duplicates: number;
}

type Planner = (planning: Planning, found: Found) => Plan | Promise<Plan>;

const planners: Record<ObjectShape, Planner> = {
  record: (planning, { place, duplicates }) => {
    const feed = (): Feed => new SingleFeed();
    return readRecords(planning, { shape: 'record', place, feed, labelled: false, duplicates });
  },
  members: (planning, { stats, place, duplicates }) => {
    const feed = (): Feed => new ListFeed('object');
    const labelled = !stats.numbered;
    return readRecords(planning, { shape: 'members', place, feed, labelled, duplicates });
  },
  lists: (planning, found) => columnsPlan(planning, found, 'lists'),
  series: (planning, found) => columnsPlan(planning, found, 'series'),
  split: async (planning, { stats, duplicates }) => {
    const headers = await textsAt(planning, stats.members.get('columns')!.place);
    const feed = (): Feed => new ListFeed('array');
    const { place } = stats.members.get('data')!;
    const index = await indexPlace(planning, stats);
    const records = { shape: 'list' as const, place, feed, labelled: false, duplicates, headers };
    return { ...(await readRecords(planning, records)), index };
  },
};

interface Records {
  readonly shape: RecordsPlan['shape'];
  readonly place: number;
  readonly feed: () => Feed;
  readonly labelled: boolean;
  readonly duplicates: number;
}

/** The second reading, of an object's records. */
async function readRecords(
  planning: Planning,
  { headers = null, ...records }: Records & { readonly headers?: readonly string[] | null },
): Promise<RecordsPlan & { readonly duplicates: number }> {
  const labelled = records.shape === 'members';
  const analysis = new Analysis(optionsOf(planning, { labelled, headers }));
  const window = new Window(planning.text.file, records.place, planning.hooks(1));
  await analyse(records.feed(), window, analysis);
  return { kind: 'records', ...records, analysis, index: null };
}

function columnsPlan(
  { text }: Planning,
  { stats, duplicates }: Found,
  shape: ColumnsPlan['shape'],
): Plan {
  if (stats.count > columnsLimit) throw tooManyColumns(columnsLimit, text.file.name);
  const first = stats.members.values().next().value!;
  return {
    kind: 'columns',
    shape,
    columns: [...stats.members].map(([header, { place }]) => ({ header, place })),
    rows: first.length,
    labelled: shape === 'series' && !first.numbered,
    duplicates: duplicates + stats.duplicates,
  };
}

/** Where the labels of a split frame are; null where they only count the rows. */
async function indexPlace(planning: Planning, stats: ObjectStats): Promise<number | null> {
  const index = stats.members.get('index');
  if (!index) return null;
  const cells = new Cells(1 << 16);
  const window = new Window(planning.text.file, index.place, planning.hooks(0));
  let counted = 0;
  const numbered = (): boolean => cells.take().every((text) => text === String(counted++));
  for await (const _ of run(new ListFeed('array'), window, cells)) {
    if (!numbered()) return index.place;
  }
  return numbered() ? null : index.place;
}

/** The elements of the list at a place, as cells. */
async function textsAt(planning: Planning, place: number): Promise<readonly string[]> {
  const { file } = planning.text;
  const cells = new Cells(columnsLimit + 1);
  const window = new Window(file, place, planning.hooks(0));
  for await (const _ of run(new ListFeed('array'), window, cells)) {
    throw tooManyColumns(columnsLimit, file.name);
  }
  return cells.take().map((text) => text ?? '');
}

const optionsOf = (
  { text, depth, limit, firstRepaired }: Planning,
  rest: Pick<AnalysisOptions, 'labelled' | 'headers'>,
): AnalysisOptions => ({ file: text.file.name, depth, limit, firstRepaired, ...rest });

/** Ends when all is read, or when the analysis has enough. */
async function analyse(feed: Feed, window: Window, analysis: Analysis): Promise<void> {
  for await (const _ of run(feed, window, analysis)) break;
  analysis.finish();
}
