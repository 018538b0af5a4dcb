/** The columns as they stand in the grid. */
interface Placed {
  /** Indexes in the source: pinned ones first, hidden ones left out. */
  readonly order: readonly number[];
  /** How many of them are pinned. */
  readonly pinned: number;
}

/** Which columns are pinned and which hidden. It changes what is seen and nothing else. */
export class TableLayout {
  #pinned = $state.raw<readonly string[]>([]);
  #hidden = $state.raw<ReadonlySet<string>>(new Set());

  isPinned(name: string): boolean {
    return this.#pinned.includes(name);
  }
  isHidden(name: string): boolean {
    return this.#hidden.has(name);
  }

  pin(name: string): void {
    this.#pinned = [...this.#pinned.filter((n) => n !== name), name];
    this.show(name);
  }
  unpin(name: string): void {
    this.#pinned = this.#pinned.filter((n) => n !== name);
  }
  hide(name: string): void {
    this.#hidden = new Set([...this.#hidden, name]);
  }
  show(name: string): void {
    this.#hidden = new Set([...this.#hidden].filter((n) => n !== name));
  }
  showAll(): void {
    this.#hidden = new Set();
  }

  placed(names: readonly string[]): Placed {
    const at = new Map(names.map((name, j) => [name, j]));
    const pinned = this.#pinned.filter((n) => at.has(n) && !this.#hidden.has(n));
    const first = new Set(pinned);
    const rest = names.flatMap((n, j) => (first.has(n) || this.#hidden.has(n) ? [] : [j]));
    return { order: [...pinned.map((n) => at.get(n)!), ...rest], pinned: pinned.length };
  }
}
