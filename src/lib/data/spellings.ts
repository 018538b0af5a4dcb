import type { Progress } from '#lib/engine/model.ts';
import type { Spelling, SpellingMethod } from '#lib/recipe/spellings.ts';

/** Runs of these many characters are looked up together, as OpenRefine's nearest-neighbour method does with 6. */
const blockLength = 4;
/** A block that more values share says nothing. */
const mostInBlock = 400;

/**
 * Values that may be spellings of one, by the methods of OpenRefine (github.com/OpenRefine/OpenRefine, "Clustering
 * methods in-depth"): equal fingerprints, equal sets of letter pairs, or few keystrokes apart.
 * @returns groups of two and more, the largest count first, each with its most frequent value first
 */
export function* spellingGroups(
  values: readonly Spelling[],
  method: SpellingMethod,
): Generator<Progress, readonly (readonly Spelling[])[]> {
  const groups =
    method === 'nearest' ? yield* near(values) : [...byKey(values, keyers[method]).values()];
  return groups
    .filter((group) => group.length > 1)
    .map((group) => [...group].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)))
    .sort((a, b) => total(b) - total(a) || (a[0]!.value < b[0]!.value ? -1 : 1));
}

const total = (group: readonly Spelling[]): number => group.reduce((n, s) => n + s.count, 0);

/** Lower case, without accents, signs and order of words. */
export function fingerprint(text: string): string {
  const words = plain(text).split(/\s+/u).filter(Boolean);
  return [...new Set(words)].sort().join(' ');
}

/** The pairs of neighbouring letters, without order. */
export function letterPairs(text: string): string {
  const letters = Array.from(plain(text).replace(/\s+/gu, ''));
  if (letters.length < 2) return letters.join('');
  const pairs = letters.slice(1).map((c, k) => letters[k]! + c);
  return [...new Set(pairs)].sort().join('');
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/[\p{P}\p{S}\p{C}]/gu, ' ')
    .trim();

const keyers = { fingerprint, pairs: letterPairs } as const;

function byKey(
  values: readonly Spelling[],
  key: (text: string) => string,
): ReadonlyMap<string, Spelling[]> {
  const groups = new Map<string, Spelling[]>();
  for (const spelling of values) {
    const found = key(spelling.value);
    // Of a text that is only signs nothing is left to compare.
    if (found === '') continue;
    groups.set(found, [...(groups.get(found) ?? []), spelling]);
  }
  return groups;
}

function* near(values: readonly Spelling[]): Generator<Progress, readonly Spelling[][]> {
  const texts = values.map(({ value }) => fingerprint(value));
  const blocks = blocksOf(texts);
  const parent = values.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  let done = 0;
  for (const members of blocks.values()) {
    if (members.length <= mostInBlock)
      for (const [k, i] of members.entries())
        for (const j of members.slice(k + 1))
          if (root(i) !== root(j) && alike(texts[i]!, texts[j]!)) parent[root(j)] = root(i);
    done += 1;
    if (done % 64 === 0) yield { share: done / blocks.size };
  }
  const groups = new Map<number, Spelling[]>();
  for (const [i, spelling] of values.entries())
    groups.set(root(i), [...(groups.get(root(i)) ?? []), spelling]);
  return [...groups.values()];
}

function blocksOf(texts: readonly string[]): ReadonlyMap<string, number[]> {
  const blocks = new Map<string, number[]>();
  for (const [i, text] of texts.entries()) {
    const runs = Array.from({ length: Math.max(0, text.length - blockLength + 1) }, (_, k) =>
      text.slice(k, k + blockLength),
    );
    for (const run of new Set(runs)) {
      const found = blocks.get(run);
      if (found) found.push(i);
      else blocks.set(run, [i]);
    }
  }
  return blocks;
}

/** One keystroke apart, or two in a text of eight characters and more. Digits tell codes apart: they must be equal. */
function alike(a: string, b: string): boolean {
  const radius = Math.min(a.length, b.length) >= 8 ? 2 : 1;
  if (Math.abs(a.length - b.length) > radius) return false;
  if (a.replace(/[^0-9]/g, '') !== b.replace(/[^0-9]/g, '')) return false;
  return editDistance(a, b, radius) <= radius;
}

/** Levenshtein's distance, or more than `most` where it is more (Wagner and Fischer 1974, only the band that matters). */
export function editDistance(a: string, b: string, most: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length]!;
}
