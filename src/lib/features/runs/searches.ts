import { modelTitle } from '#lib/features/evaluate/runs.ts';
import { originWords, triedWords } from '#lib/features/train/tuneDraft.ts';
import { bestOf, ranked, type Trial } from '#lib/recipe/tuning.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';

/** A search as the list shows it. */
export interface SearchRow {
  readonly search: StoredSearch;
  readonly name: string;
  readonly best: Trial | null;
  /** How many there will be; null where the clock ends it. */
  readonly planned: number | null;
  readonly state: 'running' | 'done' | 'stopped' | 'interrupted';
}

/** @param running whether a job, of this tab or another, works on it */
export function searchRow(search: StoredSearch, running: (id: string) => boolean): SearchRow {
  const { ask, recipe, modelKey, judged, trials, endedAt, stopped } = search;
  const model = recipe.models.find((m) => m.key === modelKey)?.model ?? modelKey;
  return {
    search,
    name: modelTitle(model),
    best: judged && bestOf(trials, judged.better),
    planned: 'trials' in ask.budget ? ask.budget.trials + ask.start.length : null,
    state: running(search.job)
      ? 'running'
      : endedAt === null
        ? 'interrupted'
        : stopped
          ? 'stopped'
          : 'done',
  };
}

export type TrialOrder = 'best' | 'number' | 'fastest';

/** Trials whose settings, origin or fault have all the words, in an order. */
export function foundTrials(
  { ask, judged, trials }: Pick<StoredSearch, 'ask' | 'judged' | 'trials'>,
  text: string,
  order: TrialOrder,
): readonly Trial[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = trials.filter((trial) => {
    const origin = trial.origin === 'search' ? '' : originWords[trial.origin];
    const own = `${trial.number} ${origin} ${triedWords(ask, trial)} ${trial.failed ?? ''}`;
    return words.every((w) => own.toLowerCase().includes(w));
  });
  if (order === 'best') return ranked(found, judged?.better ?? 'higher');
  return found.toSorted(
    (a, b) => (order === 'number' ? 0 : a.seconds - b.seconds) || a.number - b.number,
  );
}
