import { printLiteral } from '../python/print.ts';
import type { Import } from '../python/imports.ts';
import type { Plan } from '../pipeline.ts';
import { indented } from './fragment.ts';

const text = printLiteral;

/** `encoding="…"`, and what becomes of bytes that are no text in it. */
export function encodingOf({ source: { format } }: Plan): readonly string[] {
  const said = 'encoding' in format ? format.encoding : 'utf-8';
  const encoding = said === 'utf-8' ? 'utf-8-sig' : said; // A mark before the text is no part of it.
  const replaces = 'undecodable' in format && format.undecodable === 'replace';
  return [`encoding=${text(encoding)}`, ...(replaces ? ['errors="replace"'] : [])];
}

/** Statements that have the unpacked text open as `file`, whose lines keep their ends. */
export function withText(plan: Plan, body: readonly string[]): readonly string[] {
  const { packing } = plan.source;
  const how = [...encodingOf(plan), 'newline=""'].join(', ');
  if (packing?.kind === 'zip')
    return withBytes(plan, [`file = io.TextIOWrapper(packed, ${how})`, ...body], 'packed');
  const opened = packing ? `gzip.open(path, "rt", ${how})` : `open(path, ${how})`;
  return [`with ${opened} as file:`, ...body.map(indented)];
}

/** Statements that have the unpacked bytes open under a name. */
export function withBytes(
  { source: { packing } }: Plan,
  body: readonly string[],
  name = 'file',
): readonly string[] {
  const opened = {
    none: 'open(path, "rb")',
    gzip: 'gzip.open(path, "rb")',
    zip: 'zipfile.ZipFile(path) as archive, archive.open(MEMBER)',
  };
  return [`with ${opened[packing?.kind ?? 'none']} as ${name}:`, ...body.map(indented)];
}

/** What `withBytes` imports, or `withText`. */
export function openingImports({ source: { packing } }: Plan, asText: boolean): readonly Import[] {
  if (packing === null) return [];
  if (packing.kind === 'gzip') return [['gzip', '']];
  return [['zipfile', ''], ...(asText ? [['io', ''] as const] : [])];
}

/** `MEMBER` of a zip archive. */
export const memberConstant = ({ source: { packing } }: Plan): string | false =>
  packing?.kind === 'zip' && `MEMBER = ${text(packing.member)}`;
