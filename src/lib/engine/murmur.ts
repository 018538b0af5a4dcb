/**
 * MurmurHash3, 32 bits (Appleby 2008), of the text's UTF-8 bytes, signed, as `sklearn.utils.murmurhash3_32` gives it.
 */
export function murmurHash(text: string, seed = 0): number {
  const bytes = utf8(text);
  const whole = bytes.length & ~3;
  let h = seed;
  for (let i = 0; i < whole; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    h ^= scrambled(word);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i -= 1) tail = (tail << 8) | bytes[i]!;
  if (whole < bytes.length) h ^= scrambled(tail);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const c of text) {
    const x = c.codePointAt(0)!;
    if (x < 0x80) bytes.push(x);
    else if (x < 0x800) bytes.push(0xc0 | (x >> 6), 0x80 | (x & 63));
    else if (x < 0x10000) bytes.push(0xe0 | (x >> 12), 0x80 | ((x >> 6) & 63), 0x80 | (x & 63));
    else
      bytes.push(
        0xf0 | (x >> 18),
        0x80 | ((x >> 12) & 63),
        0x80 | ((x >> 6) & 63),
        0x80 | (x & 63),
      );
  }
  return Uint8Array.from(bytes);
}

function scrambled(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}
