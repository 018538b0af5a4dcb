import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { pinsOf } from './pins.ts';
import { drawnOf, rowsAtOnce, rowScroll, rowsInView, rowsNext } from './scroll.ts';
import { widthOf, type GridColumn, type GridPlace, type GridSpan } from './types.ts';

interface GridMeasures {
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly headHeight: number;
  readonly indexWidth: number;
  /** How many of the first columns shall stay in view. */
  readonly pinned: number;
  readonly current: GridPlace | undefined;
}

/**
 * What of a table is in view. Columns differ in width and are measured by virtual-core; rows are
 * all of one height, so their place is arithmetic. The current row and column are always drawn,
 * so that focus is never lost to scrolling.
 */
export class GridScope {
  #scrolling = $state.raw<readonly GridSpan[]>([]);
  width = $state(0);
  #offset = $state(0);
  #bar = $state(0);
  #seen = $state(0);
  #wide = $state(0);
  readonly #given: () => GridMeasures;
  readonly #scroll = $derived.by(() => {
    const { rowCount, rowHeight } = this.#given();
    return rowScroll(rowCount, rowHeight, this.#seen);
  });
  /** Rows drawn so far of a new grid, which come a few a turn; columns out of view come when all are there. */
  #most = $state(rowsAtOnce);
  readonly rows = $derived.by(() => drawnOf(this.#offset, this.#seen, this.#given(), this.#most));
  /** Numbers, so that a scroll within a row asks nothing of what follows them. */
  readonly first = $derived(this.rows.first);
  readonly last = $derived(this.rows.last);
  /** Rows wholly or partly seen, without the spare ones. */
  readonly view = $derived.by(() =>
    rowsInView(this.#offset, this.#seen, { ...this.#given(), spare: 0 }),
  );
  readonly #fixed = $derived.by(() => {
    const { columns, pinned, indexWidth } = this.#given();
    return pinsOf(columns, { pinned, from: indexWidth, width: this.#wide });
  });
  readonly #col = $derived.by(() => this.#given().current?.col ?? -1);
  /** Columns that scroll, those near the view and the current one. */
  readonly cols = $derived.by((): readonly GridSpan[] => {
    const drawn = this.#scrolling;
    const col = this.#col;
    if (col < this.pins.length || drawn.some((c) => c.index === col)) return drawn;
    const span = this.#spanOf(col);
    return span ? [...drawn, span].sort((a, b) => a.index - b.index) : drawn;
  });
  #box: HTMLElement | undefined;
  #columns: Virtualizer<HTMLElement, HTMLElement> | undefined;

  constructor(given: () => GridMeasures) {
    this.#given = given;
  }

  /** All that is seen is drawn. */
  get whole(): boolean {
    return this.#most === Infinity;
  }
  get bodyHeight(): number {
    return this.#scroll.height;
  }
  /** Columns that stay at the start. */
  get pins(): readonly GridSpan[] {
    return this.#fixed.spans;
  }
  /** Where the columns that scroll begin, px. */
  get fixedWidth(): number {
    return this.#fixed.end;
  }
  get page(): number {
    return Math.max(1, Math.floor(this.#seen / this.#given().rowHeight) - 1);
  }
  /** Offset of the first drawn row in the body, px. */
  get top(): number {
    return this.first * this.#given().rowHeight - this.#offset + this.#bar;
  }

  /** Binds to the box that scrolls; the result unbinds. */
  attach(box: HTMLElement): () => void {
    this.#box = box;
    const size = new ResizeObserver(() => this.#measure());
    size.observe(box);
    this.#measure();
    const grow = (): void => {
      this.#most = rowsNext(this.#most, this.view);
      later = setTimeout(this.whole ? () => this.#draw() : grow);
    };
    let later = setTimeout(grow);
    return () => {
      clearTimeout(later);
      size.disconnect();
    };
  }

  #measure(): void {
    const box = this.#box;
    if (!box) return;
    this.#seen = Math.max(0, box.clientHeight - this.#given().headHeight);
    this.#wide = box.clientWidth;
    this.scrolled();
  }

  scrolled(): void {
    if (!this.#box) return;
    this.#bar = this.#box.scrollTop;
    this.#offset = this.#scroll.toTable(this.#bar);
  }

  /** Begins to follow the columns; called again when they or the pinned ones change. */
  follow(box: HTMLElement, rtl: boolean): () => void {
    const { columns } = this.#given();
    const pins = this.pins.length;
    const virtual = new Virtualizer<HTMLElement, HTMLElement>({
      horizontal: true,
      isRtl: rtl,
      count: columns.length - pins,
      overscan: 3,
      // Without it a change of columns would scroll back to the first.
      initialOffset: Math.abs(box.scrollLeft),
      paddingStart: this.fixedWidth,
      scrollPaddingStart: this.fixedWidth,
      getScrollElement: () => box,
      estimateSize: (i) => Math.round(widthOf(columns[pins + i]!)),
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.#draw(),
    });
    this.#columns = virtual;
    const stop = virtual._didMount();
    virtual._willUpdate();
    this.#draw();
    return stop;
  }

  #draw(): void {
    const pins = this.pins.length;
    const columns = this.#columns;
    if (!columns) return;
    const { range } = columns;
    const all = this.whole || !range;
    this.#scrolling = columns
      .getVirtualItems()
      .filter(({ index }) => all || (index >= range.startIndex && index <= range.endIndex))
      .map(({ index, start, size }) => ({ index: pins + index, start, size }));
    this.width = columns.getTotalSize();
  }

  #spanOf(col: number): GridSpan | undefined {
    const item = this.#columns?.measurementsCache[col - this.pins.length];
    return item && { index: col, start: item.start, size: item.size };
  }

  /** Brings a cell into view; the header row needs no vertical move. */
  show({ row, col }: GridPlace): void {
    const box = this.#box;
    if (!box || this.#seen === 0) return;
    // The box may have been scrolled since it last said so.
    this.scrolled();
    const { rowHeight } = this.#given();
    const start = row * rowHeight;
    if (row >= 0 && start < this.#offset) box.scrollTop = this.#scroll.toBar(start);
    else if (row >= 0 && start + rowHeight > this.#offset + this.#seen)
      box.scrollTop = this.#scroll.toBar(start + rowHeight - this.#seen);
    if (col >= this.pins.length)
      this.#columns?.scrollToIndex(col - this.pins.length, { align: 'auto' });
    this.scrolled();
  }
}
