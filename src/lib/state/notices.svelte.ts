import type { JobRecord } from './jobRecords.ts';
import { noticeOf, type Notice } from './notice.ts';

const key = 'tabwise-notices';

/** Tells of ended jobs outside the page, where the person switched that on for this browser. Off until then. */
class Notices {
  #on = $state(stored());
  #refused = $state(false);

  get on(): boolean {
    return this.#on;
  }
  /** The browser, or the person in it, said no. */
  get refused(): boolean {
    return this.#refused;
  }
  get possible(): boolean {
    return 'Notification' in globalThis;
  }

  /** Only on a click: the browser asks the person where it does not know yet. */
  async set(on: boolean): Promise<void> {
    const granted = on && this.possible && (await Notification.requestPermission()) === 'granted';
    this.#refused = on && !granted;
    this.#on = granted;
    try {
      if (granted) localStorage.setItem(key, 'on');
      else localStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing still tells until the page is closed.
    }
  }

  /** A job has ended by itself. */
  tell(record: JobRecord): void {
    const notice = noticeOf(record, {
      on: this.#on,
      hidden: document.visibilityState === 'hidden',
    });
    if (notice && Notification.permission === 'granted') void show(notice);
  }
}

/** Phones show notices of a service worker only. */
async function show({ title, body, tag }: Notice): Promise<void> {
  try {
    const shown = new Notification(title, { body, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, { body, tag });
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(key) === 'on' && Notification.permission === 'granted';
  } catch {
    return false;
  }
}

export const notices = new Notices();
