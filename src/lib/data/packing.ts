import { EngineError } from '#lib/recipe/errors.ts';
import type { Packing } from '#lib/recipe/source.ts';
import type { FileSource } from './files.ts';
import type { Guess } from './formats/reader.ts';
import { gunzip, isGzip } from './packing/gzip.ts';
import { damaged, unreadable } from './packing/refusals.ts';
import { isZip, unzip, zipMembers, type ZipMember } from './packing/zip.ts';

export interface Unpacked {
  /** What is inside, or the file itself. */
  readonly file: FileSource;
  readonly packing: Packing | null;
  /** Of a packed file what was found, and which other files an archive holds. */
  readonly guess?: Guess;
}

/**
 * Takes a file out of its .gz or .zip, by its bytes and not by its name. Workbooks are zip archives too, and stay
 * as they are. At most 64 MiB of what is inside are held in memory; of more the rest is inflated again when it is
 * read, so reading on is cheap and going back is not.
 * @param choice what the user or a recipe says; null: the file as it lies there; undefined: to be found out
 * @throws EngineError file-kind (encrypted, packed twice), file-malformed (damaged, overlapping), file-missing (no
 *   such member), size-limit (over 4 GiB; over 128 MiB and 250 times the packed size), cancelled
 */
export async function unpack(
  file: FileSource,
  choice: Packing | null | undefined,
  hooks: { readonly checkCancel: () => void },
): Promise<Unpacked> {
  if (choice === null) return { file, packing: null };
  const head = await file.slice(0, Math.min(file.size, 4));
  const kind = isGzip(head) ? 'gzip' : isZip(head) ? 'zip' : null;
  if (choice && choice.kind !== kind) throw notPacked(file, choice.kind);
  if (kind === null) return { file, packing: null };
  const look = (first: Uint8Array): void => refuseNested(first, file.name);
  if (kind === 'zip')
    return fromZip(file, choice?.kind === 'zip' ? choice : undefined, look, hooks);
  return {
    file: await gunzip(file, look, hooks.checkCancel),
    packing: { kind: 'gzip' },
    ...(!choice && { guess: said('gzip', 'the file begins with the bytes 1F 8B 08 of gzip') }),
  };
}

const said = (value: string, evidence: string, others?: readonly string[]): Guess => ({
  what: 'packing',
  value,
  evidence,
  ...(others && { others }),
});

async function fromZip(
  file: FileSource,
  choice: Extract<Packing, { kind: 'zip' }> | undefined,
  look: (first: Uint8Array) => void,
  hooks: { readonly checkCancel: () => void },
): Promise<Unpacked> {
  const members = await zipMembers(file);
  if (!choice && members.some((m) => isDocument.test(m.name))) return { file, packing: null };
  const ranked = rankedFiles(members);
  const member = choice ? members.find((m) => m.name === choice.member) : ranked[0];
  if (!member) throw choice ? noMember(file, choice.member, ranked) : emptyArchive(file, members);
  const others = ranked.filter((m) => m !== member).map((m) => m.name);
  const more = others.length === 0 ? '' : `, the likeliest of ${ranked.length} files`;
  return {
    file: await unzip(file, member, look, hooks.checkCancel),
    packing: { kind: 'zip', member: member.name },
    ...(!choice && {
      guess: said(member.name, `the file is a zip archive; this is in it${more}`, others),
    }),
  };
}

/** What Office and OpenDocument files hold, and no archive of tables. */
const isDocument = /^(\[Content_Types\]\.xml|mimetype|META-INF\/manifest\.xml)$/;

/** Files that hold tables first, then the largest; what systems put into archives for themselves left out. */
function rankedFiles(members: readonly ZipMember[]): ZipMember[] {
  const rank = (name: string): number => {
    const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
    return tables.has(ending) ? 0 : texts.has(ending) ? 1 : 2;
  };
  return members
    .filter((m) => m.size > 0 && !/(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$)/i.test(m.name))
    .sort((a, b) => rank(a.name) - rank(b.name) || b.size - a.size);
}

const tables = new Set(
  'csv tsv tab psv xlsx xlsm xls ods json jsonl ndjson parquet arrow feather ipc data dat'.split(
    ' ',
  ),
);
const texts = new Set(['txt', 'asc', 'prn', 'names', '']);

/** The first bytes of what was unpacked: another packing, or an archive of tape. */
function refuseNested(first: Uint8Array, file: string): void {
  const inner = isGzip(first)
    ? 'another gzip file'
    : isPlainZip(first)
      ? 'a zip archive'
      : new TextDecoder('latin1').decode(first.subarray(257, 262)) === 'ustar'
        ? 'a tar archive'
        : null;
  if (inner)
    throw unreadable(file, `Inside is ${inner}`, 'Unpack it once and drop what is inside.');
}

/** A zip archive whose first file is not one that workbooks begin with. */
function isPlainZip(first: Uint8Array): boolean {
  if (!isZip(first)) return false;
  const text = new TextDecoder('latin1').decode(first.subarray(30, 400));
  return !/^(\[Content_Types\]|_rels\/|docProps\/|xl\/|mimetype)/.test(text);
}

const notPacked = (file: FileSource, kind: string): EngineError =>
  unreadable(file.name, `The file is no ${kind} file`, 'Choose the file that was packed before.');

function noMember(file: FileSource, name: string, members: readonly ZipMember[]): EngineError {
  const there = members.slice(0, 5).map((m) => `“${m.name}”`);
  return new EngineError({
    code: 'file-missing',
    what: `The archive holds no file “${name}”`,
    where: { file: file.name },
    remedy: `Choose one that is there${there.length > 0 ? `: ${there.join(', ')}` : ''}.`,
  });
}

const emptyArchive = (file: FileSource, members: readonly ZipMember[]): EngineError =>
  members.length === 0
    ? damaged(file.name, 'The archive holds no file')
    : damaged(file.name, `The archive holds ${members.length} files and none with anything in it`);
