import { jobTitle } from '../jobs/words.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';
import { momentOf } from './clock.ts';

/** What the task of a log line is called; its id where no more is known of it. */
export function titleOf(workbench: Workbench, task: string): string {
  if (task === workbench.id) return 'The project itself';
  const record = workbench.jobs.of(task);
  if (record) return `${jobTitle(record.task)}, ${momentOf(record.task.createdAt)}`;
  return workbench.runs.run(task)?.result.modelKey ?? task;
}
