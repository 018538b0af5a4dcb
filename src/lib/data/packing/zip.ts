import type { FileSource } from '../files.ts';
import { singleTable } from '../csv/codecs.ts';
import { crc32 } from '../sheet/crc32.ts';
import { inflated, InflatedFile, isDamage, Sink } from './inflate.ts';
import { count, damaged, tooLarge, unreadable } from './refusals.ts';

/** A file in an archive. */
export interface ZipMember {
  /** As Python's zipfile names it. */
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Where its own header lies. */
  readonly offset: number;
}

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 &&
  head[1] === 0x4b &&
  ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

const membersLimit = 100_000;
const directoryLimit = 1 << 26;

/**
 * The files in a zip archive (APPNOTE 6.3.10, with its 64-bit sizes), folders left out.
 * @throws EngineError file-malformed where the directory contradicts itself, size-limit
 */
export async function zipMembers(file: FileSource): Promise<ZipMember[]> {
  const place = await directoryPlace(file);
  if (place.entries > membersLimit || place.size > directoryLimit)
    throw tooLarge(
      file.name,
      `The archive lists ${count(place.entries)} files; the limit is ${count(membersLimit)}`,
    );
  const bytes = await file.slice(place.offset, place.offset + place.size);
  const members = listed(bytes, place, file.name);
  refuseOverlaps(members, place.offset, file.name);
  return members.filter((member) => !member.name.endsWith('/'));
}

interface Place {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
  /** Bytes in front of the archive, as in a program that unpacks itself. */
  readonly shift: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

async function directoryPlace(file: FileSource): Promise<Place> {
  const start = Math.max(0, file.size - 65_535 - 22 - 20);
  const view = viewOf(await file.slice(start, file.size));
  const at = endRecord(view);
  if (at < 0) throw damaged(file.name, 'The archive has no directory at its end: it is cut off');
  const disk = view.getUint16(at + 4, true);
  if (disk !== 0 && disk !== 0xffff) throw damaged(file.name, 'The archive is one part of several');
  const place = (await largePlace(file, view, at)) ?? {
    entries: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
    end: start + at,
  };
  const offset = place.end - place.size;
  if (offset < place.offset)
    throw damaged(file.name, 'The archive’s directory does not lie where it says: it is cut off');
  return { ...place, offset, shift: offset - place.offset };
}

/** Where the record at the end begins, whose comment reaches to the end or near it; −1 where there is none. */
function endRecord(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at -= 1) {
    const fits = at + 22 + view.getUint16(at + 20, true) <= view.byteLength;
    if (fits && view.getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}

/** The directory's place in an archive of the 64-bit kind. */
async function largePlace(file: FileSource, view: DataView, at: number) {
  if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) return null;
  const end = long(view, at - 12);
  if (end + 56 > file.size) return null;
  const record = viewOf(await file.slice(end, end + 56));
  if (record.getUint32(0, true) !== 0x06064b50) return null;
  return { entries: long(record, 32), size: long(record, 40), offset: long(record, 48), end };
}

function listed(bytes: Uint8Array, { entries, shift }: Place, file: string): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  for (let at = 0, k = 0; k < entries; k += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(file, `The archive’s directory breaks off at file ${k + 1} of ${entries}`);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(file, 'The archive’s directory breaks off');
    const flags = view.getUint16(at + 8, true);
    const large = largeSizes(view, at, nameEnd, extraEnd);
    members.push({
      name: nameOf(bytes.subarray(at + 46, nameEnd), (flags & 0x800) !== 0),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      packed: large.packed,
      size: large.size,
      offset: large.offset + shift,
    });
    at = next;
  }
  return members;
}

/** What does not fit into 32 bits stands in the extra field 1, in this order. */
function largeSizes(view: DataView, at: number, from: number, to: number) {
  let field = to;
  for (let p = from; p + 4 <= to; p += 4 + view.getUint16(p + 2, true)) {
    if (view.getUint16(p, true) === 1) field = p + 4;
  }
  const value = (p: number): number => {
    const short = view.getUint32(p, true);
    if (short !== 0xffffffff || field + 8 > to) return short;
    field += 8;
    return long(view, field - 8);
  };
  const size = value(at + 24);
  const packed = value(at + 20);
  return { size, packed, offset: value(at + 42) };
}

/** Names are UTF-8 where the archive says so, and else in the code page of the first PCs. */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return new TextDecoder().decode(bytes);
  const table = singleTable('cp437');
  let name = '';
  for (const b of bytes) name += String.fromCharCode(b < 128 ? b : table[b - 128]!);
  return name;
}

/** Files that lie over one another let a small archive hold a huge one. */
function refuseOverlaps(members: readonly ZipMember[], end: number, file: string): void {
  const sorted = [...members].sort((a, b) => a.offset - b.offset);
  sorted.forEach((member, k) => {
    const next = sorted[k + 1]?.offset ?? end;
    if (member.offset + 30 + member.packed > next)
      throw damaged(
        file,
        `“${member.name}” in the archive lies over another file or beyond the end`,
      );
  });
}

/**
 * One file of an archive, its size and check sum looked at.
 * @param look sees the first bytes that come out, and may refuse them
 * @throws EngineError file-kind, file-malformed, size-limit, cancelled
 */
export async function unzip(
  file: FileSource,
  member: ZipMember,
  look: (head: Uint8Array) => void,
  checkCancel: () => void,
): Promise<FileSource> {
  refuseMethod(member, file.name);
  const { name, method, packed, size } = member;
  const start = await dataStart(file, member);
  const wrong = damaged(file.name, `“${name}” in the archive is damaged`);
  if (method === 0 && packed !== size) throw wrong;
  const check = checking(member, look, checkCancel);
  const base = name.replace(/^.*[/\\]/, '');
  if (method === 0) {
    const stored = part(file, base, start, size);
    for (let at = 0; at < size; at += 1 << 22)
      check.add(await stored.slice(at, Math.min(size, at + (1 << 22))));
    if (!check.right()) throw wrong;
    return stored;
  }
  const placed = { start, end: start + packed, format: 'deflate-raw', at: 0 } as const;
  const sink = new Sink(file.name, packed);
  try {
    for await (const chunk of inflated(file, placed)) {
      check.add(chunk);
      sink.add(chunk);
      if (sink.size > size) break;
    }
  } catch (error) {
    throw isDamage(error) ? wrong : error;
  }
  if (!check.right()) throw wrong;
  return new InflatedFile(file, base, [placed], sink);
}

function refuseMethod({ name, method, encrypted }: ZipMember, file: string): void {
  if (encrypted)
    throw unreadable(
      file,
      `“${name}” in the archive is encrypted`,
      'Unpack it with its password and drop what is inside.',
    );
  if (method !== 0 && method !== 8)
    throw unreadable(
      file,
      `“${name}” in the archive is packed by method ${method}, and only stored and deflated files are read`,
      'Unpack it yourself and drop what is inside.',
    );
}

/** The bytes of a file follow its own header, whose name and extra field may be longer than the directory's. */
async function dataStart(file: FileSource, { name, offset, packed }: ZipMember): Promise<number> {
  const header = viewOf(await file.slice(offset, offset + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50)
    throw damaged(file.name, `“${name}” is not where the archive’s directory says`);
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packed > file.size) throw damaged(file.name, `“${name}” in the archive is cut off`);
  return start;
}

function checking(
  { size, crc }: ZipMember,
  look: (head: Uint8Array) => void,
  checkCancel: () => void,
) {
  let sum = 0;
  let got = 0;
  return {
    add: (chunk: Uint8Array): void => {
      checkCancel();
      if (got === 0) look(chunk);
      sum = crc32(sum, chunk);
      got += chunk.length;
    },
    right: (): boolean => got === size && sum === crc,
  };
}

const part = (file: FileSource, name: string, start: number, size: number): FileSource => ({
  name,
  size,
  slice: (from, to) => file.slice(start + from, start + Math.max(from, Math.min(to, size))),
});
