import { sha256 } from '#lib/data/sha256.ts';
import type { RunSeal } from '#lib/recipe/runRecord.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';

/** What a repeat of the run must give to the last bit, as two checksums. */
export const sealOf = async (fitted: FittedRun, answers: TestAnswers | null): Promise<RunSeal> => ({
  fitted: await checksum(fitted),
  answers: answers && answers.rid.length > 0 ? await checksum(answers) : null,
});

/**
 * SHA-256 of plain data with typed arrays, bit for bit: -0 and 0, and numbers that JSON does not know, are told apart.
 * The order of an object's keys does not count, nor does a key without a value.
 */
export async function checksum(value: unknown): Promise<string> {
  const hash = await sha256();
  const encoder = new TextEncoder();
  let text = '';
  const flush = (): void => {
    if (text !== '') void hash.update(encoder.encode(text));
    text = '';
  };
  const write = (piece: string): void => {
    text += piece;
    if (text.length > 0x10000) flush();
  };
  const bytes = (array: ArrayBufferView): void => {
    write(`<${array.constructor.name} ${array.byteLength}>`);
    flush();
    void hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  };
  put(value, { write, bytes });
  flush();
  return hash.hex();
}

interface Sink {
  readonly write: (piece: string) => void;
  readonly bytes: (array: ArrayBufferView) => void;
}

function put(value: unknown, sink: Sink): void {
  if (typeof value === 'number') return sink.write(`${Object.is(value, -0) ? '-0' : value},`);
  if (typeof value !== 'object' || value === null)
    return sink.write(`${JSON.stringify(value) ?? 'null'},`);
  if (ArrayBuffer.isView(value)) return sink.bytes(value);
  if (Array.isArray(value)) {
    sink.write(`[${value.length}:`);
    for (const entry of value) put(entry, sink);
    return sink.write(']');
  }
  sink.write('{');
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  for (const [key, entry] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    sink.write(`${JSON.stringify(key)}:`);
    put(entry, sink);
  }
  sink.write('}');
}
