import type { Explanation } from '#lib/recipe/explanation.ts';

/** What /explain says of a row. */
interface TheirExplanation {
  readonly scale: string;
  readonly outputs: readonly {
    readonly label: string | null;
    readonly start: number;
    readonly contributions: readonly {
      readonly columns: readonly string[];
      readonly value: number;
    }[];
  }[];
}

/** Of several rows, or what Python said in place of them. */
export type TheirExplanations = readonly TheirExplanation[] | string;

/** Largest difference of what /explain says from the Explain page, or what is wrong, in words. */
export function explainedApart(ours: Explanation, theirs: TheirExplanations): number | string {
  if (typeof theirs === 'string') return theirs;
  const { groups, outputs, rid } = ours;
  const shown = (
    labels: readonly (string | null)[],
    columns: readonly (readonly string[])[],
  ): string => JSON.stringify([labels, columns]);
  const wanted = shown(
    outputs.map((o) => o.label),
    groups.map((g) => g.columns),
  );
  if (theirs.length !== rid.length) return `${theirs.length} rows`;
  let largest = 0;
  for (const [i, their] of theirs.entries()) {
    const columns = their.outputs[0]!.contributions.map((c) => c.columns);
    const got = shown(
      their.outputs.map((o) => o.label),
      columns,
    );
    if (got !== wanted || their.scale !== ours.scale) return `${their.scale} ${got}`;
    for (const [k, { base, grouped }] of outputs.entries()) {
      const { start, contributions } = their.outputs[k]!;
      const pairs = contributions.map(
        (c, g) => [c.value, grouped[i * groups.length + g]!] as const,
      );
      for (const [a, b] of [[start, base] as const, ...pairs])
        largest = Math.max(largest, Math.abs(a - b) / Math.max(1, Math.abs(b)));
    }
  }
  return largest;
}
