import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { rowScroll, rowsInView } from './scroll.ts';
import { widthOf, type GridColumn, type GridPlace } from './types.ts';

interface GridMeasures {
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly headHeight: number;
  readonly indexWidth: number;
}

/**
 * What of a table is in view. Columns differ in width and are measured by virtual-core; rows are
 * all of one height, so their place is arithmetic.
 */
export class GridScope {
  cols = $state.raw<readonly VirtualItem[]>([]);
  width = $state(0);
  #offset = $state(0);
  #bar = $state(0);
  #seen = $state(0);
  readonly #given: () => GridMeasures;
  readonly #scroll = $derived.by(() => {
    const { rowCount, rowHeight } = this.#given();
    return rowScroll(rowCount, rowHeight, this.#seen);
  });
  readonly rows = $derived.by(() =>
    rowsInView(this.#offset, this.#seen, { ...this.#given(), spare: 8 }),
  );
  /** Numbers, so that a scroll within a row asks nothing of what follows them. */
  readonly first = $derived(this.rows.first);
  readonly last = $derived(this.rows.last);
  /** Rows wholly or partly seen, without the spare ones. */
  readonly view = $derived.by(() =>
    rowsInView(this.#offset, this.#seen, { ...this.#given(), spare: 0 }),
  );
  #box: HTMLElement | undefined;
  #columns: Virtualizer<HTMLElement, HTMLElement> | undefined;

  constructor(given: () => GridMeasures) {
    this.#given = given;
  }

  get bodyHeight(): number {
    return this.#scroll.height;
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
    return () => size.disconnect();
  }

  #measure(): void {
    const box = this.#box;
    if (!box) return;
    this.#seen = Math.max(0, box.clientHeight - this.#given().headHeight);
    this.scrolled();
  }

  scrolled(): void {
    if (!this.#box) return;
    this.#bar = this.#box.scrollTop;
    this.#offset = this.#scroll.toTable(this.#bar);
  }

  /** Begins to follow the columns; called again when they change. */
  follow(box: HTMLElement, rtl: boolean): () => void {
    const { columns, indexWidth } = this.#given();
    const virtual = new Virtualizer<HTMLElement, HTMLElement>({
      horizontal: true,
      isRtl: rtl,
      count: columns.length,
      overscan: 3,
      // Without it a change of columns would scroll back to the first.
      initialOffset: Math.abs(box.scrollLeft),
      paddingStart: indexWidth,
      scrollPaddingStart: indexWidth,
      getScrollElement: () => box,
      estimateSize: (i) => Math.round(widthOf(columns[i]!)),
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: (instance) => {
        this.cols = instance.getVirtualItems();
        this.width = instance.getTotalSize();
      },
    });
    this.#columns = virtual;
    const stop = virtual._didMount();
    virtual._willUpdate();
    this.cols = virtual.getVirtualItems();
    this.width = virtual.getTotalSize();
    return stop;
  }

  /** Brings a cell into view; the header row needs no vertical move. */
  show({ row, col }: GridPlace): void {
    const box = this.#box;
    if (!box) return;
    const { rowHeight } = this.#given();
    const start = row * rowHeight;
    if (row >= 0 && start < this.#offset) box.scrollTop = this.#scroll.toBar(start);
    else if (row >= 0 && start + rowHeight > this.#offset + this.#seen)
      box.scrollTop = this.#scroll.toBar(start + rowHeight - this.#seen);
    this.#columns?.scrollToIndex(col, { align: 'auto' });
    this.scrolled();
  }
}
