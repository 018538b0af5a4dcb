import type { JsonFormat, JsonShape } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import type { FormatChoices, FormatReader, Guess, ReadHooks, Reading } from '../formats/reader.ts';
import { usualDepth } from './analysis.ts';
import { explore, type JsonPath } from './explore.ts';
import { guessLines, guessPath, lineGuess, pathGuess } from './guesses.ts';
import { planFor, type Plan } from './plan.ts';
import { blankFile, noTable, refused } from './refusals.ts';
import { Malformed } from './scan.ts';
import { Table } from './table.ts';
import { asUtf8, type Utf8File } from './utf8.ts';

export type { JsonPath } from './explore.ts';
type JsonChoices = Extract<FormatChoices, { kind: 'json' }>;

/** Reads JSON and NDJSON: twice or thrice through the file, with some 20 MiB at hand, or three times the longest record. */
export const jsonReader: FormatReader = {
  open: (file, choices, hooks) => open(file, jsonOnly(choices), hooks, Infinity),
};

/** The places of a document, or of an NDJSON file's first line, where a table could be, best first; at most 100. */
export async function jsonPathsOf(file: FileSource): Promise<readonly JsonPath[]> {
  const text = await asUtf8(file, () => {});
  const places = await explore(text, () => {});
  return places.slice(0, 100).map(({ share: _, ...path }) => path);
}

export interface JsonPreview {
  readonly format: JsonFormat;
  readonly headers: readonly string[];
  /** At most 50. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly guesses: readonly Guess[];
}

/** The first 50 records under the choices, flattened; the columns are those of these records. */
export async function previewOfJson(
  file: FileSource,
  choices: FormatChoices,
): Promise<JsonPreview> {
  const hooks = { checkCancel: () => {}, onBytes: () => {} };
  const { format, headers, guesses, batches } = await open(file, jsonOnly(choices), hooks, 50);
  const rows: (string | null)[][] = [];
  for await (const batch of batches()) {
    if (batch.kind !== 'texts') continue;
    for (let i = 0; i < batch.rows && rows.length < 50; i += 1) {
      rows.push(batch.columns.map((column) => column[i] ?? null));
    }
    if (rows.length >= 50) break;
  }
  return { format: format as JsonFormat, headers, rows, guesses };
}

const jsonOnly = (choices: FormatChoices): JsonChoices =>
  choices.kind === 'json' ? choices : { kind: 'json' };

async function open(
  file: FileSource,
  choices: JsonChoices,
  hooks: ReadHooks,
  limit: number,
): Promise<Reading> {
  const text = await asUtf8(file, hooks.checkCancel);
  const progress = new Progress(text, file.size, hooks);
  const { plan, format, places } = await inWords(text, () =>
    settle({ text, choices, hooks, progress, limit }),
  );
  const table = new Table(plan, text, {
    limit,
    repaired: hooks.repaired ?? new Map(),
    hooks: progress.part(0.5, 1),
  });
  if (table.headers.length === 0) throw noTable('its records have no keys', file.name);
  return {
    format,
    headers: table.headers,
    guesses: guessesOf({ text, plan, choices, places, format }),
    batches: () => table.batches((read) => inWords(text, read)),
    issues: () => table.issues(),
  };
}

interface Opening {
  readonly text: Utf8File;
  readonly choices: JsonChoices;
  readonly hooks: ReadHooks;
  readonly progress: Progress;
  readonly limit: number;
}

interface Settled {
  readonly plan: Plan;
  readonly format: JsonFormat;
  readonly places: readonly JsonPath[];
}

/** Decides what is not said. */
async function settle({ text, choices, hooks, progress, limit }: Opening): Promise<Settled> {
  await refuseBlank(text);
  const lines = choices.lines ?? (await guessLines(text));
  const places = choices.path ? [] : await explore(text, hooks.checkCancel);
  const path = choices.path ?? (lines ? [] : guessPath(places));
  const plan = await planFor({
    text,
    lines,
    path,
    depth: choices.depth ?? null,
    limit,
    firstRepaired: hooks.repaired?.has(1) ?? false,
    hooks: (reading) => progress.part(0.25 * reading, 0.25 * (reading + 1)),
  });
  const shape = shapeOf(plan);
  const usual = shape.at === 'list' && shape.of === 'objects';
  return {
    plan,
    format: {
      kind: 'json',
      lines,
      path: [...path],
      depth: depthOf(plan, choices),
      ...(!usual && { shape }),
    },
    places,
  };
}

/** A place where it is no JSON becomes a refusal that says line and byte. */
async function inWords<T>(text: Utf8File, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Malformed ? await refused(error, text.file) : error;
  }
}

async function refuseBlank({ file, start }: Utf8File): Promise<void> {
  for (let at = start; at < file.size; at += 1 << 16) {
    const bytes = await file.slice(at, Math.min(file.size, at + (1 << 16)));
    if (bytes.some((b) => b > 32)) return;
  }
  throw blankFile(file.name);
}

/** What exported code must know to read the like without guesses. */
function shapeOf(plan: Plan): JsonShape {
  const { labelled, shape } = plan;
  if (plan.kind === 'columns') {
    return { at: shape === 'lists' ? 'columns' : 'series', of: 'values', labelled };
  }
  const { analysis, index } = plan;
  const { kind, feature, header, options } = analysis;
  if (options.headers) return { at: 'split', of: 'lists', labelled: index !== null };
  const at = plan.shape === 'lines' ? 'list' : plan.shape;
  if (kind === 'values') return { at, of: 'values', labelled };
  if (kind === 'arrays') return { at, of: header ? 'table' : 'lists', labelled };
  const odd = feature && !(feature.type.hidden && feature.properties.hidden);
  return { at, of: odd ? 'odd' : feature ? 'features' : 'objects', labelled };
}

const depthOf = (plan: Plan, { depth }: JsonChoices): number =>
  depth ?? (plan.kind === 'records' ? plan.analysis.walk.depth : usualDepth);

interface Opened {
  readonly text: Utf8File;
  readonly plan: Plan;
  readonly choices: JsonChoices;
  readonly places: readonly JsonPath[];
  readonly format: JsonFormat;
}

function guessesOf({ text, plan, choices, places, format }: Opened): Guess[] {
  const { encoding, evidence } = text.encoding;
  const guesses: Guess[] = [{ what: 'encoding', value: encoding, evidence }];
  if (choices.lines === undefined) guesses.push(lineGuess(format.lines));
  if (choices.path === undefined) guesses.push(pathGuess(format, plan, places));
  if (choices.depth === undefined && plan.kind === 'records' && plan.analysis.kind === 'objects') {
    guesses.push(depthGuess(format.depth, plan.analysis.lowered));
  }
  return guesses;
}

const depthGuess = (depth: number, lowered: boolean): Guess => ({
  what: 'depth',
  value: String(depth),
  evidence: lowered
    ? 'flattened any deeper there would be more than 20,000 columns'
    : 'what nests deeper is mostly a tree, not a record; it stays JSON text',
});

/** Places reached in several readings of a text as one number of bytes that never falls. */
class Progress {
  readonly #text: Utf8File;
  readonly #bytes: number;
  readonly #hooks: ReadHooks;
  #done = 0;

  constructor(text: Utf8File, bytes: number, hooks: ReadHooks) {
    this.#text = text;
    this.#bytes = bytes;
    this.#hooks = hooks;
  }

  part(from: number, to: number): { checkCancel: () => void; onPlace: (place: number) => void } {
    return {
      checkCancel: this.#hooks.checkCancel,
      onPlace: (place) => {
        const share = from + (to - from) * Math.min(1, place / this.#text.file.size);
        this.#done = Math.max(this.#done, Math.round(share * this.#bytes));
        this.#hooks.onBytes(this.#done);
      },
    };
  }
}
