import type { Workbench } from '#lib/state/workbench.svelte.ts';

/** What the task of a log line is called; its id where no more is known of it. */
export function titleOf(workbench: Workbench, task: string): string {
  if (task === workbench.id) return 'The project itself';
  const training = workbench.runs.trainings.find((t) => t.task.id === task);
  return training?.task.title ?? workbench.runs.run(task)?.result.modelKey ?? task;
}
