import type { OpenChoices } from '#lib/client/data.ts';
import { canonical } from '#lib/recipe/hash.ts';
import type { Guess } from '#lib/recipe/reading.ts';
import type { Source } from '#lib/recipe/source.ts';

interface Before {
  readonly source: Source;
  readonly evidence: readonly Guess[];
}

/**
 * Why a file is read as it is after a person chose something: what was guessed anew, what was chosen, and for what
 * was left as it was the reason of before.
 */
export function evidenceAfter(
  guesses: readonly Guess[],
  choices: OpenChoices,
  before: Before | null,
): readonly Guess[] {
  const fresh = new Set(guesses.map((g) => g.what));
  const said: readonly (readonly [string, unknown])[] = [
    ...Object.entries(choices.format ?? {}),
    ...(choices.missing ? [['missing', choices.missing] as const] : []),
  ];
  const kept = said.flatMap(([what, value]): readonly Guess[] => {
    if (fresh.has(what)) return [];
    if (before && canonical(valueIn(before.source, what)) === canonical(value))
      return before.evidence.filter((g) => g.what === what);
    if (!before || what === 'missing') return [];
    return [{ what, value: String(value), evidence: 'as you said' }];
  });
  return [...guesses, ...kept];
}

const valueIn = ({ format, missing }: Source, what: string): unknown =>
  what === 'missing' ? missing : new Map(Object.entries(format)).get(what);
