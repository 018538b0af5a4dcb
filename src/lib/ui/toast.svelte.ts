export interface Toast {
  /** What was done; `names` between backticks are set as code. */
  readonly text: string;
  readonly undo?: (() => void) | undefined;
  /** Word on the undo button. */
  readonly undoLabel?: string | undefined;
}

/** One at a time, 6 s, held while the pointer or the focus is on it. Never for errors. */
class Toasts {
  current = $state.raw<Toast & { readonly id: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  show(toast: Toast | string): void {
    this.#count += 1;
    this.current = {
      ...(typeof toast === 'string' ? { text: toast } : toast),
      id: this.#count,
    };
    this.resume();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.current = undefined;
  }

  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    if (this.current) this.#timer = setTimeout(() => this.close(), 6000);
  }
}

export const toasts = new Toasts();
