import type { Preview } from '#lib/client/data.ts';
import type { Format } from '#lib/recipe/source.ts';
import type { Choice } from '#lib/ui/types.ts';

export const kinds: readonly (Choice & { readonly value: Format['kind'] })[] = [
  { value: 'delimited', label: 'Text with a delimiter' },
  { value: 'sheet', label: 'Workbook' },
  { value: 'json', label: 'JSON' },
  { value: 'parquet', label: 'Parquet' },
  { value: 'arrow', label: 'Arrow' },
];

interface Member {
  readonly value: string;
  readonly options: readonly Choice[];
  readonly evidence: string | undefined;
}

/** Which file of an archive is read, and what else there is in it; null where there is no archive. */
export function memberGuess({ packing, guesses }: Preview): Member | null {
  if (packing?.kind !== 'zip') return null;
  const guess = guesses.find((g) => g.what === 'packing');
  const names = [...new Set([packing.member, ...(guess?.others ?? [])])];
  return {
    value: packing.member,
    options: names.map((value) => ({ value, label: value })),
    evidence: guess?.evidence,
  };
}
