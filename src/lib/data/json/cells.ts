import type { Visitor } from './feeds.ts';
import type { Window } from './window.ts';

/** Takes values as the texts of cells, some at a time. */
export class Cells implements Visitor {
  records = 0;
  /** The keys of the values, where they have some. */
  labels: (string | null)[] = [];
  #texts: (string | null)[] = [];
  #wanted: number;
  #text: string | null = null;
  #label: string | null = null;
  #surrogates = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  get full(): boolean {
    return this.#texts.length >= this.#wanted;
  }

  /** So many are wanted next. */
  want(count: number): void {
    this.#wanted = count;
  }

  take(): (string | null)[] {
    const texts = this.#texts;
    this.#texts = [];
    this.labels = [];
    return texts;
  }

  read(window: Window, label: string | null): void {
    this.#label = label;
    this.#text = window.cell(window.peek());
  }

  keep(window: Window): void {
    this.records += 1;
    this.#surrogates = window.loneSurrogates;
    this.#texts.push(this.#text);
    if (this.#label !== null) this.labels.push(this.#label);
  }

  undo(window: Window): void {
    window.loneSurrogates = this.#surrogates;
  }

  reject(): void {}
  blank(): void {}
}
