import type { Data, Vector } from 'apache-arrow';

/** One record batch of a text column: cell i is bytes[offsets[i]] to offsets[i + 1]. */
export interface TextChunk {
  readonly length: number;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** False for NULL. */
  readonly present: (i: number) => boolean;
}

/** The batches of a VARCHAR column, with the row at which each begins. */
export function eachTextChunk(
  vector: Vector,
  visit: (chunk: TextChunk, firstRow: number) => void,
): void {
  let row = 0;
  for (const data of vector.data) {
    visit(
      {
        length: data.length,
        offsets: data.valueOffsets as Int32Array,
        bytes: data.values as Uint8Array,
        present: presence(data),
      },
      row,
    );
    row += data.length;
  }
}

/** A DOUBLE column, NaN for NULL. */
export function doublesOf(vector: Vector, rows: number): Float64Array {
  const out = new Float64Array(rows);
  let row = 0;
  for (const data of vector.data) {
    out.set((data.values as Float64Array).subarray(0, data.length), row);
    if (data.nullCount > 0) {
      const present = presence(data);
      for (let i = 0; i < data.length; i += 1) if (!present(i)) out[row + i] = NaN;
    }
    row += data.length;
  }
  return out;
}

const always = (): boolean => true;

function presence(data: Data): (i: number) => boolean {
  const bitmap = data.nullBitmap;
  if (data.nullCount === 0 || !bitmap || bitmap.length === 0) return always;
  const { offset } = data;
  return (i) => ((bitmap[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1) === 1;
}

/**
 * Asks for all groups in turn, each while the one before is worked on: where the engine has a thread of its own, it
 * need not wait.
 */
export async function* ahead<T, Answer>(
  groups: readonly T[],
  ask: (group: T) => Promise<Answer>,
): AsyncGenerator<readonly [T, Answer]> {
  let next = groups.length > 0 ? ask(groups[0]!) : null;
  for (const [g, group] of groups.entries()) {
    const answer = await next!;
    next = g + 1 < groups.length ? ask(groups[g + 1]!) : null;
    // It is awaited in the next turn, or by nobody where the reader stops.
    next?.catch(() => undefined);
    yield [group, answer];
  }
}

/** Cuts columns into groups that are read with one query each: some 4 million cells at a time. */
export function columnGroups<T>(columns: readonly T[], rows: number): readonly (readonly T[])[] {
  const size = Math.max(1, Math.min(1000, Math.floor(4_000_000 / Math.max(1, rows))));
  return Array.from({ length: Math.ceil(columns.length / size) }, (_, g) =>
    columns.slice(g * size, (g + 1) * size),
  );
}
