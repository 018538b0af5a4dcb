import type { Table, Vector } from 'apache-arrow';
import { eachTextChunk } from '../arrow.ts';

/** The first column, INTEGER without NULL. */
export function integersOf(answer: Table): Int32Array {
  const out = new Int32Array(answer.numRows);
  let row = 0;
  for (const data of answer.getChildAt(0)?.data ?? []) {
    out.set((data.values as Int32Array).subarray(0, data.length), row);
    row += data.length;
  }
  return out;
}

/** A VARCHAR column, '' for NULL; a byte order mark stays. */
export function textsOf(vector: Vector): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: string[] = [];
  eachTextChunk(vector, ({ length, offsets, bytes }) => {
    for (let i = 0; i < length; i += 1)
      texts.push(decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!)));
  });
  return texts;
}
