import type { Sheet } from '#lib/recipe/source.ts';

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return text;
};

/** UTF-16 names of an OLE container, as `latin1` shows them. */
const wide = (name: string): string => [...name].join('\0');

/** True for a zip archive; `head` is at least 4 bytes. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 7);

const oleMagic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** True for an OLE container: an old Office file, or one that is encrypted. */
export const isOle = (head: Uint8Array): boolean => oleMagic.every((b, k) => head[k] === b);

/** True for a workbook's records without a container, as Excel 2 to 4 and some programs write them. */
export const isBareBiff = (head: Uint8Array): boolean =>
  head[0] === 9 &&
  [0, 2, 4, 8].includes(head[1] ?? -1) &&
  [4, 6, 8, 16].includes(head[2] ?? -1) &&
  head[3] === 0;

/**
 * Which kind of workbook a file is, null for none. A workbook that `sheetReader` refuses with a reason (encrypted,
 * .xlsb, or another Office document under a workbook's name) counts as one.
 * @param head the file's first bytes, better 64 KiB than few
 * @param name decides only what the bytes leave open
 */
export function isWorkbook(head: Uint8Array, name: string): Sheet['workbook'] | null {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const text = latin1(head.subarray(0, 1 << 16));
  if (isZip(head)) return zipped(text, ending);
  if (isOle(head)) return contained(text, ending);
  return isBareBiff(head) && namedXls.test(ending) ? 'xls' : null;
}

const namedXlsx = /^xl[st][xmb]$/;
const namedXls = /^xl[stw]$/;

function zipped(text: string, ending: string): Sheet['workbook'] | null {
  if (text.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'ods';
  const parts = /xl[\\/](workbook\.|worksheets[\\/]|_rels[\\/]|styles\.|sharedStrings\.)/i;
  if (parts.test(text) || namedXlsx.test(ending)) return 'xlsx';
  return ending === 'ods' || ending === 'ots' ? 'ods' : null;
}

function contained(text: string, ending: string): Sheet['workbook'] | null {
  if (text.includes(wide('EncryptedPackage'))) return ending.startsWith('xl') ? 'xlsx' : null;
  if (text.includes(wide('Workbook')) || text.includes(`${wide('Book')}\0\0`)) return 'xls';
  if (text.includes(wide('WordDocument')) || text.includes(wide('PowerPoint'))) return null;
  if (namedXlsx.test(ending)) return 'xlsx';
  return namedXls.test(ending) ? 'xls' : null;
}
