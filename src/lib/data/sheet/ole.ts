import type { FileSource } from '../files.ts';
import { malformed } from './refusals.ts';
import { viewOf } from './zip.ts';

const end = 0xff_ff_ff_fa;
const sectorsLimit = 4096;

/**
 * Names of what an OLE container holds ([MS-CFB]).
 * @throws EngineError file-malformed
 */
export async function oleNames(file: FileSource): Promise<string[]> {
  const header = await file.slice(0, 512);
  if (header.length < 512) throw malformed(file.name, 'The file is cut off in its header');
  const view = viewOf(header);
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw malformed(file.name, 'The file’s header is damaged');
  const size = 1 << shift;
  const sector = (n: number): Promise<Uint8Array> => file.slice((n + 1) * size, (n + 2) * size);
  const names: string[] = [];
  let at = view.getUint32(48, true);
  for (let seen = 0; at < end && seen < sectorsLimit; seen += 1) {
    const bytes = await sector(at);
    if (bytes.length < size) throw malformed(file.name, 'The file is cut off in its directory');
    names.push(...namesIn(bytes));
    at = await next(view, sector, at, size);
  }
  return names;
}

function namesIn(directory: Uint8Array): string[] {
  const view = viewOf(directory);
  const names: string[] = [];
  for (let at = 0; at + 128 <= directory.length; at += 128) {
    const length = view.getUint16(at + 64, true);
    if (length < 2 || length > 64) continue;
    names.push(new TextDecoder('utf-16le').decode(directory.subarray(at, at + length - 2)));
  }
  return names;
}

/** The sector after `at`, by the allocation table, whose first 109 sectors the header lists. */

async function next(
  header: DataView,
  sector: (n: number) => Promise<Uint8Array>,
  at: number,
  size: number,
): Promise<number> {
  const place = at * 4;
  const table = Math.floor(place / size);
  if (table >= 109) return end;
  const bytes = await sector(header.getUint32(76 + 4 * table, true));
  return bytes.length < size ? end : viewOf(bytes).getUint32(place % size, true);
}
