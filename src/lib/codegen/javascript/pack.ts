/** Long lists of numbers as base64, which `unpack` of the exported module reads: a forest has hundreds of thousands. */

type Numbers = ArrayLike<number>;

/** Lists shorter than this stay as they are, where JSON has a word for each number. */
const longEnough = 24;

/** `i1:…` to `i4:…` whole numbers, `f8:…` doubles, `d:values:places` doubles of which many are the same. */
export function packed(list: Numbers): readonly number[] | { readonly packed: string } {
  const plain = Array.from(list);
  const sayable = plain.every((x) => Number.isFinite(x) && !Object.is(x, -0));
  if (plain.length < longEnough && sayable) return plain;
  return { packed: packedText(plain) };
}

function packedText(list: readonly number[]): string {
  const whole = list.every(
    (x) => Number.isInteger(x) && !Object.is(x, -0) && Math.abs(x) < 2 ** 31,
  );
  if (whole) return integers(list);
  const places = new Map<number | string, number>();
  const keyOf = (x: number): number | string => (Object.is(x, -0) ? '-0' : x);
  for (const x of list) if (!places.has(keyOf(x))) places.set(keyOf(x), places.size);
  const distinct = [...places.keys()].map(Number);
  const shared = distinct.length * 2 < list.length;
  return shared
    ? `d:${doubles(distinct)}:${integers(list.map((x) => places.get(keyOf(x))!))}`
    : `f8:${doubles(list)}`;
}

function integers(list: readonly number[]): string {
  const most = list.reduce((size, x) => Math.max(size, x < 0 ? -x - 1 : x), 0);
  if (most < 2 ** 7) return `i1:${base64(Int8Array.from(list))}`;
  if (most < 2 ** 15) return `i2:${base64(Int16Array.from(list))}`;
  return `i4:${base64(Int32Array.from(list))}`;
}

const doubles = (list: readonly number[]): string => base64(Float64Array.from(list));

/** By hand: the pure layers know neither `btoa` nor `Buffer`. */
function base64(words: ArrayBufferView): string {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    part += digits[word >> 18]! + digits[(word >> 12) & 63]!;
    part += i + 1 < bytes.length ? digits[(word >> 6) & 63]! : '=';
    part += i + 2 < bytes.length ? digits[word & 63]! : '=';
    if (part.length < 8192) continue;
    parts.push(part);
    part = '';
  }
  return parts.join('') + part;
}
