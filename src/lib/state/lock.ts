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
    new Promise((resolve) => {
      if (until.aborted) resolve();
      else until.addEventListener('abort', () => resolve());
    });
  void navigator.locks?.request(nameOf(tab), { signal: until }, hold).catch(() => undefined);
}

/** Which tabs are gone: closed, crashed or loaded again. */
export class Tabs {
  readonly #known = new Map<string, 'here' | 'gone'>();
  readonly #until: AbortSignal;
  readonly #heard: () => void;

  /** @param heard a tab that was asked about is gone now */
  constructor(until: AbortSignal, heard: () => void) {
    this.#until = until;
    this.#heard = heard;
  }

  /** Where nothing can be known of a tab it counts as gone; one that may be here is waited for. */
  gone(tab: string | undefined): boolean {
    if (tab === undefined || !navigator.locks) return true;
    if (!this.#known.has(tab)) {
      this.#known.set(tab, 'here');
      void navigator.locks
        .request(nameOf(tab), { signal: this.#until }, () => {
          this.#known.set(tab, 'gone');
          this.#heard();
        })
        .catch(() => undefined);
    }
    return this.#known.get(tab) === 'gone';
  }
}
