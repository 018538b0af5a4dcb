/** Bytes of the typed arrays in a plain value, which is nearly all of a model. */
export function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const part of Object.values(value)) sum += bytesIn(part);
  return sum;
}
