/**
 * One writer a project across tabs (Web Locks). `onLead` runs when this tab holds the pen, perhaps at once, perhaps
 * when the other tab closes. Returns a function that gives the pen back.
 */
export function takePen(projectId: string, onFollow: () => void, onLead: () => void): () => void {
  if (!navigator.locks) {
    onLead();
    return () => undefined;
  }
  const stop = new AbortController();
  let release: () => void = () => undefined;
  const hold = (): Promise<void> =>
    new Promise<void>((resolve) => {
      release = resolve;
      if (stop.signal.aborted) resolve();
      else onLead();
    });
  const name = `tabwise-project-${projectId}`;
  void navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) return hold();
      onFollow();
      void navigator.locks.request(name, { signal: stop.signal }, hold).catch(() => undefined);
      return undefined;
    })
    .catch(() => undefined);
  return () => {
    stop.abort();
    release();
  };
}

const nameOf = (tab: string): string => `tabwise-tab-${tab}`;

/** Lets other tabs know that this one lives, until the signal or the end of the page. */
export function beHere(tab: string, until: AbortSignal): void {
  const hold = (): Promise<void> =>
    new Promise((resolve) => until.addEventListener('abort', () => resolve()));
  void navigator.locks?.request(nameOf(tab), hold);
}

/** Calls once the tab is gone: closed, crashed or loaded again; at once where that cannot be known. */
export function whenGone(tab: string, until: AbortSignal, then: () => void): void {
  if (!navigator.locks) return then();
  void navigator.locks.request(nameOf(tab), { signal: until }, then).catch(() => undefined);
}
