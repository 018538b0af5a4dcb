import { closeBrace, colon, comma, isSpace, needMore, openBrace } from './scan.ts';
import type { Window } from './window.ts';

/** What stands at the path. The window is at its first byte, and must be after its last when the promise ends. */
type OnTarget = (window: Window, first: number) => Promise<void>;

/**
 * Walks a document from end to end, checks all of it, and stops over at a path. A key on the way that comes again
 * counts the last time it comes, as in Python; `onTarget` is then called again.
 * @returns how often a key on the way came again, and whether the path led to something in the end
 */
export class DocumentWalk {
  /** Times a key on the path came again. */
  duplicates = 0;
  found = false;
  readonly #window: Window;
  readonly #path: readonly string[];
  readonly #onTarget: OnTarget;

  constructor(window: Window, path: readonly string[], onTarget: OnTarget) {
    this.#window = window;
    this.#path = path;
    this.#onTarget = onTarget;
  }

  async run(): Promise<void> {
    const window = this.#window;
    await this.#value(0, await whole(window, () => window.peek()));
    if (!(await atEnd(window))) {
      window.unexpected(
        'the end was expected after the one value of the file (several go one a line)',
      );
    }
  }

  async #value(level: number, first: number): Promise<void> {
    if (level === this.#path.length) {
      this.found = true;
      await this.#onTarget(this.#window, first);
    } else if (first === openBrace) {
      await this.#members(level);
    } else {
      await skipped(this.#window);
    }
  }

  async #members(level: number): Promise<void> {
    const window = this.#window;
    let before = false;
    await eachMember(window, (key, first) => {
      if (key !== this.#path[level]) return skipped(window);
      if (before) this.duplicates += 1;
      before = true;
      this.found = false;
      return this.#value(level + 1, first);
    });
  }
}

/**
 * Visits the members of the object at the window's place. There can be millions: nothing waits that need not.
 * @param visit the window is at the value's first byte, `first`, and must be after its last when it is done
 */
export async function eachMember(
  window: Window,
  visit: (key: string, first: number) => Promise<void> | void,
): Promise<void> {
  let isFirst = true;
  const next = (): Member => memberAt(window, isFirst);
  window.at += 1;
  for (;;) {
    const member = attempt(window, next) ?? (await whole(window, next));
    if (member.key === null) return;
    const visited = visit(member.key, member.first);
    if (visited) await visited;
    isFirst = false;
  }
}

interface Member {
  /** null: the object ends here. */
  readonly key: string | null;
  readonly first: number;
}

function memberAt(window: Window, isFirst: boolean): Member {
  const b = window.peek();
  if (b === closeBrace) {
    window.at += 1;
    return { key: null, first: b };
  }
  if (!isFirst) {
    if (b !== comma) window.unexpected('“,” or “}” was expected');
    window.at += 1;
  }
  window.key(window.peek());
  const key = window.token();
  window.expect(colon);
  return { key, first: window.peek() };
}

/** Reads something whole, if the bytes at hand hold it; else null, and the window stays where it is. */
function attempt<T>(window: Window, read: () => T): T | null {
  const start = window.at;
  try {
    return read();
  } catch (error) {
    if (error !== needMore) throw error;
    window.at = start;
    return null;
  }
}

/** Reads something whole, with as many bytes as it takes. */
async function whole<T>(window: Window, read: () => T): Promise<T> {
  for (;;) {
    const found = attempt(window, read);
    if (found !== null) return found;
    await window.more(1);
  }
}

/** Leaves out a value of any size. */
export function skipped(window: Window): Promise<void> | void {
  window.beginSkip();
  return goneOn(window) ? undefined : skipOn(window);
}

async function skipOn(window: Window): Promise<void> {
  do await window.more(1);
  while (!goneOn(window));
}

function goneOn(window: Window): boolean {
  try {
    window.goOn();
    return true;
  } catch (error) {
    if (error !== needMore) throw error;
    return false;
  }
}

/** Nothing but white space follows. */
async function atEnd(window: Window): Promise<boolean> {
  for (;;) {
    while (window.at < window.end && isSpace(window.bytes[window.at]!)) window.at += 1;
    if (window.at < window.end) return false;
    if (window.final) return true;
    await window.more(1);
  }
}
