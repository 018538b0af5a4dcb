import { expect, test, vi } from 'vitest';
import type { Data } from '#lib/client/data.ts';
import type { Source } from '#lib/recipe/recipe.ts';

vi.stubGlobal(
  '$state',
  Object.assign(<T>(x: T) => x, { raw: <T>(x: T) => x }),
);
const { JoiningState } = await import('#lib/state/joining.svelte.ts');

test('a second table that another file took the place of is not taken', async () => {
  const asked = new Map<string, (share: number) => void>();
  const ends = new Map<string, () => void>();
  const cancelled: string[] = [];
  const openSecond = (file: File, onShare: (share: number) => void) => {
    asked.set(file.name, onShare);
    const promise = new Promise((resolve) => {
      ends.set(file.name, () =>
        resolve({ source: { file: { name: file.name, sha256: file.name } } as unknown as Source }),
      );
    });
    return { promise, cancel: () => cancelled.push(file.name) };
  };
  const joining = new JoiningState({ openSecond } as unknown as Data, 'p');
  const first = joining.choose(new File(['a'], 'a.csv'));
  const second = joining.choose(new File(['b'], 'b.csv'));
  expect(cancelled).toEqual(['a.csv']);
  asked.get('b.csv')!(0.2);
  asked.get('a.csv')!(0.9);
  expect(joining.share).toBe(0.2);
  ends.get('a.csv')!();
  expect(await first).toBeNull();
  expect(joining.reading).toBe('b.csv');
  ends.get('b.csv')!();
  expect((await second)?.file.name).toBe('b.csv');
  expect(joining.reading).toBeNull();
});
