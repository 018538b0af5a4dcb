import { describe, expect, it } from 'vitest';
import { editDistance, fingerprint, letterPairs, spellingGroups } from '#lib/data/spellings.ts';
import type { SpellingMethod } from '#lib/recipe/spellings.ts';

function groups(method: SpellingMethod, texts: readonly string[]): readonly (readonly string[])[] {
  const values = texts.map((value, k) => ({ value, count: texts.length - k }));
  const work = spellingGroups(values, method);
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value.map((group) => group.map((s) => s.value));
  }
}

describe('spellings of one thing', () => {
  it('have one fingerprint whatever their case, accents, signs and order of words', () => {
    expect(fingerprint('  Crème, brûlée  Crème')).toBe('brulee creme');
    expect(
      groups('fingerprint', ['São Paulo', 'Rome', 'paulo  são', 'SAO-PAULO', '???', '!!!']),
    ).toEqual([['São Paulo', 'paulo  são', 'SAO-PAULO']]);
  });

  it('have the same pairs of letters whatever their spaces', () => {
    expect(letterPairs('New York')).toBe(letterPairs('newyork'));
    expect(groups('pairs', ['New York', 'newyork', 'York New'])).toEqual([['New York', 'newyork']]);
  });

  it('are a keystroke or two apart, but codes that differ in a digit are not one', () => {
    expect(groups('nearest', ['Johannesburg', 'Johanesburg', 'Johannesbrug', 'Hamburg'])).toEqual([
      ['Johannesburg', 'Johanesburg', 'Johannesbrug'],
    ]);
    expect(groups('nearest', ['model 2001', 'model 2002', 'cat', 'car'])).toEqual([]);
  });

  it('are as far apart as Levenshtein says, up to what matters', () => {
    expect(editDistance('kitten', 'sitting', 3)).toBe(3);
    expect(editDistance('kitten', 'sitting', 1)).toBe(2);
    expect(editDistance('', 'ab', 5)).toBe(2);
  });
});
