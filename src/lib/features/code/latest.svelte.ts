import { untrack } from 'svelte';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';

/** An answer that follows what it is asked of; the latest question wins, an old answer stays until then. */
export interface Latest<A> {
  readonly answer: A | null;
  readonly error: ErrorDetail | null;
  readonly busy: boolean;
}

/**
 * Asks again `delay` ms after what `question` reads last changed. Call it while a component is set up.
 * @param question reads state and returns what fetches the answer, or null where there is nothing to ask
 */
export function latest<A>(question: () => (() => Promise<A>) | null, delay = 150): Latest<A> {
  let answer = $state.raw<A | null>(null);
  let error = $state.raw<ErrorDetail | null>(null);
  let busy = $state(false);
  let turn = 0;

  async function ask(fetch: () => Promise<A>, mine: number): Promise<void> {
    try {
      const got = await fetch();
      if (mine !== turn) return;
      answer = got;
      error = null;
    } catch (thrown) {
      if (mine === turn) error = detailOf(thrown);
    }
    if (mine === turn) busy = false;
  }

  $effect(() => {
    const fetch = question();
    const mine = (turn += 1);
    busy = fetch !== null;
    if (!fetch) return;
    const first = untrack(() => answer === null);
    const timer = setTimeout(() => void ask(fetch, mine), first ? 0 : delay);
    return () => clearTimeout(timer);
  });

  return {
    get answer() {
      return answer;
    },
    get error() {
      return error;
    },
    get busy() {
      return busy;
    },
  };
}
