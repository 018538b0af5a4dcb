import type { FittedRun } from '#lib/recipe/run.ts';
import { transformSteps } from '../../prepare.ts';
import type { Computes } from '../../predictor.ts';
import type { Column, Table } from '../../table.ts';
import type { AdditiveMargin, AdditivePart } from '../additive.ts';

/** Parts that are made of the same raw columns. */
export interface Block {
  readonly columns: readonly string[];
  readonly parts: readonly AdditivePart[];
}

/** Parts by the raw columns that their matrix columns come from, in the order of the first. */
export function blocksOf(
  { parts }: AdditiveMargin,
  features: readonly string[],
  owners: ReadonlyMap<string, readonly string[]>,
  order: readonly string[],
): readonly Block[] {
  const blocks = new Map<string, { columns: readonly string[]; parts: AdditivePart[] }>();
  for (const part of parts) {
    const raw = new Set(part.features.flatMap((j) => owners.get(features[j]!) ?? []));
    const columns = order.filter((name) => raw.has(name));
    const key = JSON.stringify(columns);
    const block = blocks.get(key) ?? { columns, parts: [] };
    block.parts.push(part);
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

/** The matrix of raw rows by name; what a step leaves as text is not there. */
export class Through {
  readonly #run: FittedRun;
  readonly #computes: Computes;
  readonly outputs: number;

  constructor(run: FittedRun, computes: Computes, outputs: number) {
    this.#run = run;
    this.#computes = computes;
    this.outputs = outputs;
  }

  /** @throws EngineError as the steps do */
  matrix(table: Table): readonly Float64Array[] {
    const made = transformSteps(table, this.#run.steps, this.#computes.steps);
    return this.#run.features.map((name) => numbersOf(made.columns.get(name), table.rows));
  }

  adds({ parts }: Pick<Block, 'parts'>, matrix: readonly Float64Array[]): readonly Float64Array[] {
    const rows = matrix[0]?.length ?? 0;
    const out = Array.from({ length: this.outputs }, () => new Float64Array(rows));
    for (const part of parts) {
      const own = part.adds(part.features.map((j) => matrix[j]!));
      for (const [k, sums] of out.entries())
        for (let i = 0; i < rows; i += 1) sums[i]! += own[k]![i]!;
    }
    return out;
  }
}

const numbersOf = (found: Column | undefined, rows: number): Float64Array =>
  found?.kind === 'number' ? found.values : new Float64Array(rows).fill(NaN);
