import type { Guess } from '#lib/recipe/reading.ts';
import type { Source } from '#lib/recipe/source.ts';
import { fieldsOf } from './fields.ts';
import { kinds } from './words.ts';

/** One decision about the file as the page lists it. */
export interface Decision {
  readonly label: string;
  readonly value: string;
  readonly evidence: string;
}

/** Every decision in force: what was chosen, and why, where that is known. */
export function decisionsOf(
  { format, packing, sample }: Source,
  guesses: readonly Guess[],
): readonly Decision[] {
  const evidence = new Map(guesses.map((g) => [g.what, g.evidence]));
  const usual = guesses.length > 0 ? 'the usual; nothing speaks against it' : 'as the project says';
  const because = (what: string): string => evidence.get(what) ?? usual;
  const kind = kinds.find((k) => k.value === format.kind)!.label;
  const fields = fieldsOf(format, guesses).map(({ name, label, now, options }) => ({
    label,
    value: options?.find((o) => o.value === now)?.label ?? now,
    evidence: because(name),
  }));
  return [
    { label: 'Kind of file', value: kind, evidence: evidence.get('kind') ?? 'from its bytes' },
    ...(packing
      ? [
          {
            label: 'Packed',
            value: packing.kind === 'zip' ? `zip, ${packing.member}` : 'gzip',
            evidence: because('packing'),
          },
        ]
      : []),
    ...fields,
    ...(sample
      ? [{ label: 'Sample', value: `one row in ${sample.every}`, evidence: 'as you said' }]
      : []),
  ];
}
