import type { Workbox } from 'workbox-window';

/** The app's own offline copy: whether everything is here, and whether a newer version waits. */
export class Updates {
  #waiting = $state(false);
  #offline = $state(false);
  #box: Workbox | null = null;

  /** A newer version is downloaded and starts when the page is loaded anew. */
  get waiting(): boolean {
    return this.#waiting;
  }
  /** The whole app, table engine included, is on this device. */
  get offline(): boolean {
    return this.#offline;
  }

  /** Registers the service worker; call once the first page is usable. */
  async start(url: string): Promise<void> {
    if (!('serviceWorker' in navigator) || this.#box) return;
    const { Workbox } = await import('workbox-window');
    const box = new Workbox(url, { type: 'module' });
    this.#box = box;
    box.addEventListener('waiting', () => (this.#waiting = true));
    navigator.serviceWorker.addEventListener('message', (event) => {
      if (event.data === 'engine-kept') this.#offline = true;
    });
    await box.register().catch(() => undefined);
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage('keep-engine');
  }

  /** Only on the person's word: the page reloads into the new version. */
  apply(): void {
    this.#box?.addEventListener('controlling', () => location.reload());
    this.#box?.messageSkipWaiting();
  }
}

export const updates = new Updates();
