/**
 * Plain data with typed arrays as JSON text and back, bit for bit. What JSON cannot say stands under the key `$array`:
 * `{ "$array": "Float64Array", "base64": "…" }`, little endian as every platform here is; `{ "$array": "number",
 * "text": "NaN" }`; and an object that has a key `$array` of its own as `{ "$array": "object", "entries": […] }`.
 * @throws TypeError for what would be lost: a Map, a Date, a class
 */
export const encode = (value: unknown): string =>
  JSON.stringify(value, function (this: unknown, key: string, told: unknown) {
    const v: unknown = Reflect.get(this as object, key);
    if (typeof v === 'number') return isJsonNumber(v) ? v : { $array: 'number', text: textOf(v) };
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return told;
    if (isArray(v)) return pack(v);
    if (!isPlain(v)) throw new TypeError(`A ${v.constructor.name} cannot be kept as JSON`);
    return Object.hasOwn(v, tag) ? { $array: 'object', entries: Object.entries(v) } : v;
  });

/** @throws SyntaxError, TypeError or RangeError when the text is not what `encode` writes */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, v: unknown) => (isTagged(v) ? unpack(v) : v));
}

const tag = '$array';

const kinds = new Map(
  [
    Float64Array,
    Float32Array,
    Int32Array,
    Uint32Array,
    Uint16Array,
    Int16Array,
    Uint8Array,
    Int8Array,
  ].map((kind) => [kind.name, kind] as const),
);
type AnyArray = InstanceType<NonNullable<ReturnType<typeof kinds.get>>>;

const isArray = (v: object): v is AnyArray =>
  ArrayBuffer.isView(v) && kinds.has(v.constructor.name);

function isPlain(v: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(v);
  return prototype === null || prototype === Object.prototype;
}

const isJsonNumber = (x: number): boolean => Number.isFinite(x) && !Object.is(x, -0);
const textOf = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

interface Tagged {
  readonly $array: unknown;
  readonly base64?: unknown;
  readonly text?: unknown;
  readonly entries?: unknown;
}

const isTagged = (v: unknown): v is Tagged =>
  typeof v === 'object' && v !== null && !Array.isArray(v) && Object.hasOwn(v, tag);

function pack(v: AnyArray): Tagged {
  const bytes = new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return { $array: v.constructor.name, base64: btoa(text) };
}

function unpack({ $array, base64, text, entries }: Tagged): unknown {
  if ($array === 'number') return Number(text);
  if ($array === 'object') return Object.fromEntries(entries as [string, unknown][]);
  const kind = kinds.get(String($array));
  if (!kind || typeof base64 !== 'string')
    throw new TypeError(`There is no array of kind ${String($array)}`);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return new kind(bytes.buffer);
}
