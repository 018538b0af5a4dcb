import type { JobRecord } from './jobRecords.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** Seconds from which on someone may have gone to do something else. */
const worthIt = 5;

/** What is said of an ended job, without a value of the table; null where nobody asked, or the page is looked at. */
export function noticeOf(
  { task }: Pick<JobRecord, 'task'>,
  { on, hidden }: { readonly on: boolean; readonly hidden: boolean },
): Notice | null {
  const seconds = task.seconds ?? 0;
  if (!on || !hidden || seconds < worthIt) return null;
  const words: Partial<Record<typeof task.state, string>> = {
    completed: 'is done',
    failed: 'failed',
    interrupted: 'was interrupted',
  };
  const word = words[task.state];
  if (word === undefined) return null;
  return {
    title: `${task.title} ${word}`,
    body: `It worked ${Math.round(seconds)} s.`,
    tag: task.id,
  };
}
