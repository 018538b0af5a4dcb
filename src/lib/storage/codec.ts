/**
 * Plain data with typed arrays as JSON text and back, bit for bit. A typed array becomes
 * `{ "$array": "Float64Array", "base64": "…" }`, little endian as every platform here is.
 */
export const encode = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (isArray(v) ? pack(v) : v));

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, v: unknown) => (isPacked(v) ? unpack(v) : v));
}

const kinds = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Int16Array,
  Uint8Array,
  Int8Array,
};
type Kind = keyof typeof kinds;
type AnyArray = InstanceType<(typeof kinds)[Kind]>;

interface Packed {
  readonly $array: Kind;
  readonly base64: string;
}

const isArray = (v: unknown): v is AnyArray => ArrayBuffer.isView(v) && v.constructor.name in kinds;

const isPacked = (v: unknown): v is Packed =>
  typeof v === 'object' &&
  v !== null &&
  Object.hasOwn(v, '$array') &&
  Object.hasOwn(kinds, Reflect.get(v, '$array') as string);

function pack(v: AnyArray): Packed {
  const bytes = new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return { $array: v.constructor.name as Kind, base64: btoa(text) };
}

function unpack({ $array, base64 }: Packed): AnyArray {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  return new kinds[$array](bytes.buffer);
}
