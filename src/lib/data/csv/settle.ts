import type { Delimited } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import type { Repair } from '../formats/issues.ts';
import type { FormatChoices, Guess } from '../formats/reader.ts';
import { blockSize, firstBlock, headText } from './blocks.ts';
import { canonical } from './codecs.ts';
import { detectEncoding, guessEncoding } from './encoding.ts';
import { refuseOtherKinds } from './kind.ts';
import { settleLayout, type Layout } from './layout.ts';
import { recordLimit } from './reader.ts';
import { emptyFile, unknownEncoding, wrongComment, wrongCount, wrongMark } from './refusals.ts';
import { cutBytes, firstBad } from './utf8.ts';
import type { Head } from './sample.ts';
import { blanks } from './scanner.ts';

export type DelimitedChoices = Extract<FormatChoices, { kind: 'delimited' }>;

export interface SettledFormat {
  readonly format: Delimited;
  readonly headers: readonly string[];
  readonly guesses: readonly Guess[];
  readonly repairs: readonly Repair[];
  /** Why a byte that does not decode is refused as it is, null where another encoding may still be found. */
  readonly refusal: string | null;
  /** The file's beginning as text. */
  readonly head: Head;
  readonly tail: Head | null;
}

/**
 * Settles every decision about a text file: what was said holds, the rest is guessed from its beginning, its end,
 * and where it is not UTF-8 from all of it.
 * @throws EngineError file-empty, file-kind, encoding-invalid, params-invalid, columns-limit, cancelled
 */
export async function settle(
  file: FileSource,
  asked: DelimitedChoices,
  checkCancel: () => void,
): Promise<SettledFormat> {
  if (file.size === 0) throw emptyFile(file);
  checkMarks(asked);
  const bytes = await file.slice(0, Math.min(file.size, firstBlock));
  refuseOtherKinds(bytes, file.name);
  const found = await settleEncoding(file, bytes, asked, checkCancel);
  const { encoding } = found;
  const head = await headOf(file, bytes, encoding);
  const tail = head.whole ? null : await tailOf(file, encoding);
  const { layout, guesses, repairs, headers } = settleLayout(head, tail, layoutOf(asked));
  if (headers.length === 0) throw emptyFile(file);
  return {
    format: {
      kind: 'delimited',
      encoding,
      undecodable: asked.undecodable ?? 'refuse',
      ...layout,
    },
    headers,
    guesses: found.guess ? [found.guess, ...guesses] : guesses,
    repairs,
    refusal: found.refusal,
    head,
    tail,
  };
}

interface FoundEncoding {
  readonly encoding: string;
  readonly guess: Guess | null;
  readonly refusal: string | null;
}

async function settleEncoding(
  file: FileSource,
  head: Uint8Array,
  asked: DelimitedChoices,
  checkCancel: () => void,
): Promise<FoundEncoding> {
  if (asked.encoding !== undefined) {
    const encoding = canonical(asked.encoding);
    if (!encoding) throw unknownEncoding(asked.encoding, file.name);
    return { encoding, guess: null, refusal: `The file is not ${encoding}` };
  }
  const guess = guessEncoding(head);
  const marked = guess !== null && guess.value !== 'utf-8';
  if (marked) return { encoding: guess.value, guess, refusal: `The file is not ${guess.value}` };
  const bad = await firstBadByte(file, head, asked, checkCancel);
  if (bad < 0) return { encoding: 'utf-8', guess, refusal: null };
  const detected = await detectEncoding(file, bad, checkCancel);
  if (detected.kind === 'encoding') {
    const { value } = detected.guess;
    return { encoding: value, guess: detected.guess, refusal: `The file is not ${value}` };
  }
  const damaged = { what: 'encoding', value: 'utf-8', evidence: detected.what };
  return { encoding: 'utf-8', guess: damaged, refusal: detected.what };
}

/** In the head, and where damage is to be mended in all of the file: UTF-8 must be meant before it is mended. */
async function firstBadByte(
  file: FileSource,
  head: Uint8Array,
  asked: DelimitedChoices,
  checkCancel: () => void,
): Promise<number> {
  const bad = firstBad(head);
  if (bad >= 0 || asked.undecodable !== 'replace') return bad;
  let held = 0;
  for (let at = 0; at < file.size;) {
    checkCancel();
    const bytes = await file.slice(at - held, Math.min(file.size, at + blockSize));
    if (bytes.length === held) break;
    const found = firstBad(bytes);
    if (found >= 0) return at - held + found;
    at += bytes.length - held;
    held = cutBytes(bytes);
  }
  return -1;
}

/** As much of the beginning as holds a whole line; 64 MiB are enough to say so of any. */
async function headOf(file: FileSource, first: Uint8Array, encoding: string): Promise<Head> {
  let bytes = first;
  for (;;) {
    const whole = bytes.length >= file.size;
    const text = headText(bytes, encoding, whole);
    if (whole || bytes.length >= recordLimit || hasLine(text))
      return { text: whole ? withoutCtrlZ(text) : text, whole, file: file.name };
    bytes = await file.slice(0, Math.min(file.size, 8 * bytes.length));
  }
}

const hasLine = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, -1).includes(10) || bytes.subarray(0, -1).includes(13);

const tailSize = 1 << 16;

/** The end of the file from the beginning of a line on. */
async function tailOf(file: FileSource, encoding: string): Promise<Head | null> {
  // A multiple of the widest unit, counted from the beginning of the file, keeps characters whole.
  const start = Math.max(0, (file.size - tailSize) & ~3);
  const bytes = await file.slice(start, file.size);
  const order =
    encoding === 'utf-16' || encoding === 'utf-32' ? await endian(file, encoding) : encoding;
  const text = headText(bytes, order, true);
  const line = text.findIndex((b) => b === 10 || b === 13);
  if (line < 0) return null;
  return { text: withoutCtrlZ(text.subarray(line + 1)), whole: true, file: file.name };
}

/** The byte order that a mark at the beginning says. */
async function endian(file: FileSource, encoding: string): Promise<string> {
  const mark = await file.slice(0, 4);
  const big = encoding === 'utf-16' ? mark[0] === 0xfe : mark[2] === 0xfe;
  return `${encoding}-${big ? 'be' : 'le'}`;
}

/** CP/M's end of file, which some DOS programs still write. */
export const withoutCtrlZ = (bytes: Uint8Array): Uint8Array =>
  bytes.at(-1) === 26 ? bytes.subarray(0, -1) : bytes;

function layoutOf(asked: DelimitedChoices): Partial<Layout> {
  const { delimiter, quote, escape, comment, skip, header, footer } = asked;
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(escape !== undefined && { escape }),
    ...(comment !== undefined && { comment }),
    ...(skip !== undefined && { skip }),
    ...(header !== undefined && { header }),
    ...(footer !== undefined && { footer }),
  };
}

/** One ASCII character that ends no line. */
const isSingle = (text: string): boolean => /^[\x01-\x7f]$/.test(text) && !/[\r\n]/.test(text);

function checkMarks(asked: DelimitedChoices): void {
  const { delimiter = ',', quote = '', escape = '', comment = '' } = asked;
  const others: string[] = [delimiter];
  if (delimiter !== blanks && !isSingle(delimiter)) throw wrongMark('delimiter', delimiter);
  for (const [field, mark] of Object.entries({ quote, escape })) {
    if (mark === '') continue;
    if (!isSingle(mark) || others.includes(mark)) throw wrongMark(field, mark);
    others.push(mark);
  }
  if (!/^[^\r\n]{0,8}$/.test(comment)) throw wrongComment(comment);
  checkCounts(asked);
}

function checkCounts(asked: Pick<DelimitedChoices, 'skip' | 'header' | 'footer'>): void {
  for (const field of ['skip', 'header', 'footer'] as const) {
    const n = asked[field] ?? 0;
    if (!Number.isInteger(n) || n < 0 || n > 1e9) throw wrongCount(field, n);
  }
}
