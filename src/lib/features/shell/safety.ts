import { catchUp } from '#lib/state/keeping.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';

/**
 * Writes what is pending when the page is hidden or left, reads what other tabs said when it is seen again, and asks before leaving only where work would be lost.
 * @returns what stops it
 */
export function keepSafe(workbench: Workbench): () => void {
  const turned = (): void => {
    if (document.visibilityState === 'hidden') void workbench.flush();
    else
      void Promise.all([workbench.console.catchUp(), workbench.jobs.restore(), catchUp(workbench)]);
  };
  const leave = (): void => void workbench.flush();
  const ask = (event: BeforeUnloadEvent): void => {
    if (wouldLose(workbench)) event.preventDefault();
  };
  document.addEventListener('visibilitychange', turned);
  window.addEventListener('pagehide', leave);
  window.addEventListener('beforeunload', ask);
  return () => {
    document.removeEventListener('visibilitychange', turned);
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('beforeunload', ask);
  };
}

function wouldLose({ project, runs }: Workbench): boolean {
  if (!project) return false;
  if (project.save === 'failed') return true;
  return project.save === 'memory' && (project.history.moments.length > 0 || runs.all.length > 0);
}
