import { FlatTable } from './flatbuffers.ts';

/** The first bytes as Latin-1. */
export const textOf = (head: Uint8Array, length: number): string =>
  String.fromCharCode(...head.subarray(0, length));

/**
 * Whether a file that begins so is Arrow: its file format (Feather version 2 is the same), its stream format, or
 * Feather version 1, which `arrowReader` refuses.
 */
export function isArrow(head: Uint8Array): boolean {
  if (textOf(head, 6) === 'ARROW1' || textOf(head, 4) === 'FEA1') return true;
  return isStream(head);
}

/** The mark of a message, and as far as can be seen a message that is a schema. */
function isStream(head: Uint8Array): boolean {
  if (head.length < 16 || head.subarray(0, 4).some((byte) => byte !== 255)) return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  if (length < 16 || length > 1 << 27) return false;
  try {
    return FlatTable.root(head.subarray(8, 8 + length)).number(1, 'u8') === 1;
  } catch {
    return false;
  }
}
