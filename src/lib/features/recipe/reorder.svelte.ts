/** One list whose rows can change places: by pointer on the grip, or Space, arrows, Space. */
interface Rows {
  /** Keys in the present order. */
  readonly keys: readonly string[];
  /** The row of a key, to measure. */
  readonly row: (key: string) => HTMLElement | undefined;
  readonly name: (key: string) => string;
  readonly drop: (key: string, place: number) => void;
  /** Why a row cannot go beyond the first or the last place; null where nothing lies beyond. */
  readonly border: (end: 'first' | 'last') => string | null;
}

interface Lift {
  readonly key: string;
  readonly from: number;
  readonly heights: readonly number[];
  /** Pointer's y when it was lifted; null by keyboard. */
  readonly startY: number | null;
}

/** What is lifted and where it would land. Rows make way by transform; nothing changes until the drop. */
export class Reorder {
  #lift = $state.raw<Lift | null>(null);
  #to = $state(0);
  #dy = $state(0);
  #said = $state('');
  #refusal = $state('');
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  get lifted(): string | null {
    return this.#lift?.key ?? null;
  }
  get byPointer(): boolean {
    return this.#lift?.startY != null;
  }
  /** For the live region. */
  get said(): string {
    return this.#said;
  }
  /** Why the row stays on its side, while it is held against the border. */
  get refusal(): string {
    return this.#refusal;
  }

  /** How far the row at `place` stands from where it lies, in px. */
  shift(place: number): number {
    const lift = this.#lift;
    if (!lift) return 0;
    if (place === lift.from) return lift.startY === null ? this.#way(lift, this.#to) : this.#dy;
    if (place > lift.from && place <= this.#to) return -lift.heights[lift.from]!;
    if (place < lift.from && place >= this.#to) return lift.heights[lift.from]!;
    return 0;
  }

  press(event: PointerEvent, key: string): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#raise(key, event.clientY);
  }

  drag(event: PointerEvent): void {
    const lift = this.#lift;
    if (lift?.startY == null) return;
    const [least, most] = [this.#way(lift, 0), this.#way(lift, lift.heights.length - 1)];
    const wanted = event.clientY - lift.startY;
    this.#dy = Math.max(least - 6, Math.min(most + 6, wanted));
    this.#to = this.#nearest(lift, this.#dy);
    this.#press(wanted < least - 16 ? 'first' : wanted > most + 16 ? 'last' : null);
  }

  release(): void {
    if (this.#lift?.startY != null) this.#drop();
  }

  /** @returns whether the key was one of ours */
  key(event: KeyboardEvent, key: string): boolean {
    const lift = this.#lift;
    if (event.key === ' ' || (lift && event.key === 'Enter')) {
      if (lift) this.#drop();
      else this.#raise(key, null);
      return true;
    }
    if (!lift) return false;
    if (event.key === 'Escape') this.cancel();
    else if (event.key === 'ArrowUp') this.#step(-1);
    else if (event.key === 'ArrowDown') this.#step(1);
    else if (event.key === 'Home') this.#step(-this.#to);
    else if (event.key === 'End') this.#step(lift.heights.length - 1 - this.#to);
    else return event.key !== 'Tab';
    return true;
  }

  cancel(): void {
    const lift = this.#lift;
    if (!lift) return;
    this.#said = `${this.#rows.name(lift.key)} is back at place ${lift.from + 1}.`;
    this.#clear();
  }

  #raise(key: string, startY: number | null): void {
    const { keys, row, name } = this.#rows;
    const from = keys.indexOf(key);
    if (from < 0) return;
    this.#lift = { key, from, startY, heights: keys.map((k) => row(k)?.offsetHeight ?? 42) };
    this.#to = from;
    this.#dy = 0;
    this.#refusal = '';
    const how = startY === null ? ' Arrows move it, Space drops it, Escape returns it.' : '';
    this.#said = `${name(key)} is lifted, place ${from + 1} of ${keys.length}.${how}`;
  }

  #step(by: number): void {
    const lift = this.#lift!;
    const goal = this.#to + by;
    const last = lift.heights.length - 1;
    this.#press(goal < 0 ? 'first' : goal > last ? 'last' : null);
    this.#to = Math.max(0, Math.min(last, goal));
    if (!this.#refusal) this.#said = `Place ${this.#to + 1} of ${lift.heights.length}.`;
  }

  #press(end: 'first' | 'last' | null): void {
    this.#refusal = (end && this.#rows.border(end)) ?? '';
    if (this.#refusal) this.#said = this.#refusal;
  }

  #drop(): void {
    const { key, from, heights } = this.#lift!;
    const to = this.#to;
    this.#said =
      to === from
        ? `${this.#rows.name(key)} stays at place ${from + 1}.`
        : `${this.#rows.name(key)} is at place ${to + 1} of ${heights.length}.`;
    this.#clear();
    if (to !== from) this.#rows.drop(key, to);
  }

  #clear(): void {
    this.#lift = null;
    this.#dy = 0;
    this.#refusal = '';
  }

  /** Where the lifted row lies when it lands at `to`, from where it was. */
  #way({ from, heights }: Lift, to: number): number {
    const sum = (a: number, b: number): number => heights.slice(a, b).reduce((n, h) => n + h, 0);
    return to > from ? sum(from + 1, to + 1) : -sum(to, from);
  }

  #nearest(lift: Lift, dy: number): number {
    let best = lift.from;
    for (let to = 0; to < lift.heights.length; to += 1)
      if (Math.abs(this.#way(lift, to) - dy) < Math.abs(this.#way(lift, best) - dy)) best = to;
    return best;
  }
}
