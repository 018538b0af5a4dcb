import type { FileSource } from '../files.ts';
import { directoryLimit, entriesLimit } from './limits.ts';
import { count, malformed, tooLarge, withPassword } from './refusals.ts';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked, as declared. */
  readonly size: number;
  readonly crc: number;
  /** Where its local header lies, and the bytes that header takes at least. */
  readonly offset: number;
  readonly head: number;
}

/** Names are looked up without regard to case, as Office does. */
export interface ZipDirectory {
  readonly names: readonly string[];
  /** Undefined when there is none; refused when there are two. */
  entry(name: string): ZipEntry | undefined;
}

const endSize = 22;
const commentLimit = 65_535;
const full16 = 65_535;
const full32 = 4_294_967_295;

/**
 * Reads a zip archive's directory and holds it to its word: entries lie apart, in front of the directory.
 * @throws EngineError file-malformed, file-kind (a password), size-limit
 */
export async function readDirectory(file: FileSource): Promise<ZipDirectory> {
  const place = await findDirectory(file);
  if (place.entries > entriesLimit || place.size > directoryLimit) {
    throw tooLarge(
      file.name,
      `The archive lists ${count(place.entries)} files; at most ${count(entriesLimit)} are read`,
    );
  }
  const bytes = await file.slice(place.offset, place.offset + place.size);
  const entries = listed(bytes, place.entries, file.name);
  refuseOverlaps(entries, place.offset, file.name);
  const byName = new Map<string, ZipEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry.name);
    byName.set(key, [...(byName.get(key) ?? []), entry]);
  }
  return {
    names: entries.map((entry) => entry.name),
    entry: (name) => {
      const found = byName.get(keyOf(name));
      if (found && found.length > 1) {
        throw malformed(file.name, `The archive holds “${name}” ${found.length} times`);
      }
      return found?.[0];
    },
  };
}

const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();

interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  readonly entries: number;
}

async function findDirectory(file: FileSource): Promise<DirectoryPlace> {
  const start = Math.max(0, file.size - endSize - commentLimit - 20);
  const tail = await file.slice(start, file.size);
  const view = viewOf(tail);
  for (let at = tail.length - endSize; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06_05_4b_50) continue;
    if (at + endSize + view.getUint16(at + 20, true) > tail.length) continue;
    const place = {
      entries: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const large =
      place.entries === full16 || place.size === full32 || place.offset === full32
        ? await findLargeDirectory(file, view, at)
        : null;
    const found = large ?? place;
    if (found.offset + found.size <= start + at) return found;
    break;
  }
  throw malformed(file.name, 'The archive has no directory at its end: the file is cut off');
}

/** The directory's place in an archive of the 64-bit kind. */
async function findLargeDirectory(
  file: FileSource,
  tail: DataView,
  at: number,
): Promise<DirectoryPlace | null> {
  if (at < 20 || tail.getUint32(at - 20, true) !== 0x07_06_4b_50) return null;
  const offset = long(tail, at - 12);
  if (offset + 56 > file.size) return null;
  const view = viewOf(await file.slice(offset, offset + 56));
  if (view.byteLength < 56 || view.getUint32(0, true) !== 0x06_06_4b_50) return null;
  return { entries: long(view, 32), size: long(view, 40), offset: long(view, 48) };
}

function listed(bytes: Uint8Array, entries: number, file: string): ZipEntry[] {
  const view = viewOf(bytes);
  const found: ZipEntry[] = [];
  const decoder = new TextDecoder();
  let at = 0;
  for (let k = 0; k < entries; k += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02_01_4b_50) {
      throw malformed(file, `The archive’s directory breaks off at entry ${k + 1} of ${entries}`);
    }
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.length) throw malformed(file, 'The archive’s directory breaks off');
    if (view.getUint16(at + 8, true) & 1) throw withPassword(file);
    found.push({
      name: decoder.decode(bytes.subarray(at + 46, nameEnd)),
      head: 30 + view.getUint16(at + 28, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizesOf(view, at, { start: nameEnd, end: extraEnd }),
    });
    at = end;
  }
  return found;
}

/** Sizes and place; what does not fit in 32 bits stands in the extra field 1. */
function sizesOf(
  view: DataView,
  at: number,
  extra: { start: number; end: number },
): Pick<ZipEntry, 'packed' | 'size' | 'offset'> {
  const plain = [at + 24, at + 20, at + 42].map((p) => view.getUint32(p, true));
  let [field, fieldEnd] = [0, 0];
  for (let p = extra.start; p + 4 <= extra.end; p += 4 + view.getUint16(p + 2, true)) {
    if (view.getUint16(p, true) !== 1) continue;
    field = p + 4;
    fieldEnd = Math.min(extra.end, field + view.getUint16(p + 2, true));
    break;
  }
  const [size, packed, offset] = plain.map((value) => {
    if (value !== full32 || field + 8 > fieldEnd) return value;
    field += 8;
    return long(view, field - 8);
  });
  return { size: size!, packed: packed!, offset: offset! };
}

/** Overlapping entries let a small archive unpack to a huge one. */
function refuseOverlaps(entries: readonly ZipEntry[], end: number, file: string): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  sorted.forEach((entry, k) => {
    const next = sorted[k + 1]?.offset ?? end;
    const least = entry.offset + entry.head + entry.packed;
    if (least <= next) return;
    throw malformed(
      file,
      `The archive’s entry “${entry.name}” lies over another or beyond the end`,
    );
  });
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
