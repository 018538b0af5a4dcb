import { EngineError } from '#lib/recipe/errors.ts';
import type { FitInput } from '#lib/engine/model.ts';

export interface PresentClasses {
  /** Class codes that the training rows hold, ascending; the others have probability 0. */
  readonly present: readonly number[];
  /** Index into `present` for each row. */
  readonly codes: Int32Array;
  /** Rows of each present class, or with weights what they count. */
  readonly counts: readonly number[];
  /** Sum of `counts`. */
  readonly total: number;
  readonly weight: Float64Array | null;
}

/** @throws EngineError 'one-class' when every training row is of one class */
export function presentClasses(
  { y, nClasses, weight }: FitInput<unknown>,
  model: string,
): PresentClasses {
  const counts = new Array<number>(nClasses).fill(0);
  for (let i = 0; i < y.length; i += 1) counts[y[i]!]! += weight ? weight[i]! : 1;
  const present = counts.flatMap((n, code) => (n > 0 ? [code] : []));
  if (present.length < 2) {
    throw new EngineError({
      code: 'one-class',
      what: weight
        ? 'All training rows that count are of one class'
        : `All ${y.length} training rows are of one class`,
      where: { model },
      remedy:
        'Stratify the split, give training a larger share, or choose a target with two classes.',
    });
  }
  const at = new Int32Array(nClasses);
  for (const [k, code] of present.entries()) at[code] = k;
  const codes = new Int32Array(y.length);
  for (let i = 0; i < y.length; i += 1) codes[i] = at[y[i]!]!;
  return {
    present,
    codes,
    counts: present.map((code) => counts[code]!),
    total: present.reduce((sum, code) => sum + counts[code]!, 0),
    weight: weight ?? null,
  };
}

/** Columns of probabilities of the present classes as row-major rows × nClasses. */
export function spreadOver(
  shares: readonly Float64Array[],
  { present, nClasses }: { readonly present: readonly number[]; readonly nClasses: number },
): Float64Array {
  const rows = shares[0]!.length;
  const out = new Float64Array(rows * nClasses);
  for (const [k, code] of present.entries()) {
    const share = shares[k]!;
    for (let i = 0; i < rows; i += 1) out[i * nClasses + code] = share[i]!;
  }
  return out;
}

/**
 * Decision values of the present classes as row-major rows × nClasses: each class's against the others, or of two −d and d
 * from the second's. A class that no training row held is below all others in every row, so that it is never the answer.
 */
export function decisionsOver(
  scores: readonly Float64Array[],
  { present, nClasses }: { readonly present: readonly number[]; readonly nClasses: number },
): Float64Array {
  const all = scores.length === 1 ? [scores[0]!.map((d) => -d), scores[0]!] : scores;
  const rows = scores[0]!.length;
  const out = new Float64Array(rows * nClasses);
  for (let i = 0; i < rows; i += 1) {
    const least = all.reduce((low, own) => Math.min(low, own[i]!), Infinity);
    out.fill(least - 1, i * nClasses, (i + 1) * nClasses);
    for (const [k, code] of present.entries()) out[i * nClasses + code] = all[k]![i]!;
  }
  return out;
}
