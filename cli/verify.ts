import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { certificateTolerance, type Compared } from '#lib/codegen/targets/certificate.ts';
import type { LoadedTable } from '#lib/data/table.ts';
import type { Column } from '#lib/engine/table.ts';
import type { TestAnswers } from '#lib/recipe/run.ts';

interface Spoken {
  readonly predict: (row: object) => {
    readonly prediction: number;
    readonly probabilities: readonly number[] | null;
    readonly decisions: readonly number[] | null;
  };
}

/**
 * Runs the exported model.mjs on the test rows as they stand in the file, beside the engine's own answers.
 * @param raw the file's rows before cleaning
 * @returns nothing where there is no model.mjs, or no test row
 */
export async function compared(
  files: ReadonlyMap<string, string>,
  raw: LoadedTable,
  { rid, values }: TestAnswers,
): Promise<Compared[]> {
  const code = [...files].find(([path]) => path.endsWith('/model.mjs'))?.[1];
  if (code === undefined || rid.length === 0) return [];
  const { predict } = await imported(code);
  const places = new Map(Array.from(raw.rid, (row, i) => [row, i] as const));
  const width = values.length / rid.length;
  let largest = 0;
  for (const [i, row] of rid.entries()) {
    const at = places.get(row)!;
    const cells = [...raw.table.columns].map(([name, c]) => [name, cellOf(c, at)] as const);
    const { prediction, probabilities, decisions } = predict(Object.fromEntries(cells));
    const found = probabilities ?? decisions ?? [prediction];
    for (let k = 0; k < width; k += 1) {
      const ours = values[i * width + k]!;
      const apart = Math.abs(ours - found[k]!) / Math.max(1, Math.abs(ours));
      largest = Number.isNaN(apart) ? Infinity : Math.max(largest, apart);
    }
  }
  const ok = largest <= certificateTolerance;
  return [{ target: 'model.mjs', rows: rid.length, largest_difference: largest, ok }];
}

async function imported(code: string): Promise<Spoken> {
  const dir = await mkdtemp(join(tmpdir(), 'tabwise-verify-'));
  try {
    const path = join(dir, 'model.mjs');
    await writeFile(path, code);
    return (await import(pathToFileURL(path).href)) as Spoken;
  } finally {
    await rm(dir, { recursive: true });
  }
}

function cellOf(c: Column, at: number): number | string | null {
  if (c.kind === 'category') return c.codes[at]! < 0 ? null : c.levels[c.codes[at]!]!;
  return Number.isNaN(c.values[at]!) ? null : c.values[at]!;
}
