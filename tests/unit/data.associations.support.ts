import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { tableOf, type Table } from '#lib/engine/table.ts';
import type { Measures } from '#lib/recipe/associations.ts';

/** Made by data.associations.answers.py with scipy, scikit-learn and statsmodels. */
export const answers = JSON.parse(
  readFileSync(new URL('data.associations.answers.json', import.meta.url), 'utf8'),
) as {
  readonly pairs: readonly (Partial<Measures> & { a: string; b: string; rows: number })[];
  readonly vif: Readonly<Record<string, number>>;
  readonly vifRows: number;
  readonly missing: {
    readonly pairs: readonly { a: string; b: string; both: number; jaccard: number; phi: number }[];
    readonly patterns: readonly number[];
    readonly complete: number;
    readonly y: readonly TestAnswer[];
    readonly k: readonly TestAnswer[];
    readonly z: readonly TestAnswer[];
  };
  readonly tails: {
    readonly chiSquare: readonly (readonly [number, number, number])[];
    readonly student: readonly (readonly [number, number, number])[];
    readonly fisher: readonly (readonly [readonly [number, number, number, number], number])[];
  };
};
interface TestAnswer {
  readonly column: string;
  readonly test?: string;
  readonly statistic: number | null;
  readonly p: number;
  readonly holm: number;
  readonly effect: number;
  readonly welch?: { readonly t: number; readonly df: number; readonly p: number };
}

export const near = (got: number | null, want: number, what: string): void => {
  expect(got, what).not.toBeNull();
  expect(Math.abs(got! - want), `${what}: ${got} for ${want}`).toBeLessThan(
    1e-9 * Math.max(1, Math.abs(want)),
  );
};

export function madeTable(): Table {
  const cells = Array.from({ length: 400 }, (_, i) => {
    const u = (i * 7919) % 1009;
    const v = (i * 104729) % 503;
    const w = (i * 611953) % 211;
    const a = u - 500;
    const b = i % 9 === 4 ? null : Math.floor(u / 40) * 3 + (v % 7);
    const c = i % 13 === 5 || w < 9 ? null : Math.round((u / 100) ** 3) + w;
    const k = ['red', 'green', 'blue', 'grey'][(Math.floor(u / 260) + (v % 2)) % 4]!;
    const m = w % 17 === 3 ? null : 'abcdefg'[(Math.floor(v / 80) + (w % 3)) % 7]!;
    const few = v % 31 === 0 ? null : v % 5;
    const y = u + 3 * w > 800 ? 'yes' : 'no';
    return { a, b, c, w, d: 2 * a + 7 * w, k, m, few, y, z: a + 0.5 * (c ?? 0) + w };
  });
  const names = ['a', 'b', 'c', 'w', 'd', 'k', 'm', 'few', 'y', 'z'] as const;
  return tableOf(names.map((name) => [name, cells.map((row) => row[name])] as const));
}

/** Uniform numbers in [0, 1) by a linear congruential generator. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
