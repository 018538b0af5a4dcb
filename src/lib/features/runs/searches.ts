import { modelTitle } from '#lib/features/evaluate/runs.ts';
import { originWords, triedWords } from '#lib/features/train/tuneDraft.ts';
import { bestOf, ranked, type Trial } from '#lib/recipe/tuning.ts';
import { isOpen } from '#lib/state/jobRecords.ts';
import type { StoredSearch, TaskState } from '#lib/storage/schema.ts';

/** A search as the list shows it. */
export interface SearchRow {
  readonly search: StoredSearch;
  readonly name: string;
  readonly best: Trial | null;
  /** How many there will be; null where the clock ends it. */
  readonly planned: number | null;
  readonly state: 'running' | 'done' | 'stopped' | 'interrupted' | 'failed';
}

/** @param jobOf how the job that works on it stands, or did, in this tab or another; undefined where that is not known */
export function searchRow(
  search: StoredSearch,
  jobOf: (id: string) => TaskState | undefined,
): SearchRow {
  const { ask, recipe, modelKey, judged, trials } = search;
  const model = recipe.models.find((m) => m.key === modelKey)?.model ?? modelKey;
  return {
    search,
    name: modelTitle(model),
    best: judged && bestOf(trials, judged.better),
    planned: 'trials' in ask.budget ? ask.budget.trials + ask.start.length : null,
    state: stateOf(search, jobOf(search.job)),
  };
}

/** What a failure ended is not done, also where its trials were halted in good order. */
function stateOf(
  { endedAt, stopped, trials }: StoredSearch,
  job: TaskState | undefined,
): SearchRow['state'] {
  if (job && isOpen({ task: { state: job } })) return 'running';
  if (job === 'failed') return 'failed';
  if (job === 'interrupted' || endedAt === null) return 'interrupted';
  if (stopped) return 'stopped';
  return trials.length === 0 ? 'failed' : 'done';
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
