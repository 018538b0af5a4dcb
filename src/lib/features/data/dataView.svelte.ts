import { tick } from 'svelte';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { targetOf } from '#lib/recipe/recipe.ts';
import { specs, type Workbench } from '#lib/state/workbench.svelte.ts';
import type { GridPlace } from '#lib/ui/grid/types.ts';
import type { Context } from './fixes.ts';
import { afterAll, gainsOf, judgedOf, qualityOf, type Judged } from './judged.ts';

export type Segment = 'table' | 'columns' | 'relations' | 'map' | 'report';

/** What the data page shows and what is chosen on it; it lives as long as the page. */
export class DataView {
  segment = $state<Segment>('table');
  selected = $state<string | undefined>();
  /** The current cell, by its place in the grid. */
  current = $state.raw<GridPlace | undefined>();
  /** The panel of the current cell is open. */
  cellOpen = $state(false);
  readonly workbench: Workbench;
  readonly judged: readonly Judged[] = $derived.by(() => this.#judge());
  /** What the score becomes by one fix alone: [now, then]. */
  readonly gainOf = $derived.by(() => {
    const { recipe } = this;
    return recipe ? gainsOf(this.judged, { recipe }) : () => undefined;
  });
  /** Of the table as the recipe leaves it. */
  readonly quality: number = $derived.by(() => qualityOf(this.judged));
  readonly afterFixes: number = $derived.by(() =>
    this.recipe ? afterAll(this.judged, { recipe: this.recipe }) : this.quality,
  );
  /** The columns as the grid has them: pinned first, hidden left out. */
  readonly placed = $derived.by(() => {
    const names = (this.profile?.columns ?? []).map((c) => c.name);
    return this.workbench.table.layout.placed(names);
  });

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  get recipe(): Recipe | null {
    return this.workbench.recipe;
  }
  get profile(): TableProfile | null {
    return this.workbench.table.profile;
  }
  /** Another tab holds the pen, or the table is being read anew. */
  get locked(): boolean {
    return this.workbench.project?.save === 'elsewhere';
  }
  get column(): ColumnProfile | undefined {
    return this.profile?.columns.find((c) => c.name === this.selected);
  }
  /** The column of the current cell. */
  get currentColumn(): ColumnProfile | undefined {
    const index = this.columnAt(this.current?.col ?? -1);
    return index === undefined ? undefined : this.profile?.columns[index];
  }
  get currentName(): string | undefined {
    return this.currentColumn?.name;
  }

  /** Index in the source of the column at a place in the grid. */
  columnAt(col: number): number | undefined {
    return this.placed.order[col];
  }

  select(name: string | undefined): void {
    this.selected = name;
    const at = this.#placeOf(name);
    if (at >= 0) this.current = { row: this.current?.row ?? 0, col: at };
  }

  /** Brings a column into view, shown again where it was hidden. */
  goTo(name: string): void {
    this.workbench.table.layout.show(name);
    const at = this.#placeOf(name);
    if (at >= 0) this.current = { row: this.current?.row ?? 0, col: at };
  }

  /** Chooses a column and brings the table into view. */
  look(name: string): void {
    this.segment = 'table';
    this.workbench.table.layout.show(name);
    this.select(name);
  }

  /** Brings a row of the table (from 0) into view, in the order of the file and among all rows. */
  lookAt(row: number): void {
    this.segment = 'table';
    this.workbench.table.view.clear();
    this.current = { row, col: this.current?.col ?? 0 };
  }

  /** Chooses a column and goes to the first thing found about it. */
  async toFindings(name: string): Promise<void> {
    this.select(name);
    await tick();
    const row = document.querySelector('[aria-label="Findings"] li.on');
    row?.scrollIntoView({ block: 'nearest' });
    row?.querySelector('button')?.focus();
  }

  canMove({ row, col }: GridPlace): boolean {
    const at = this.current;
    if (!at || at.row < 0) return false;
    const inRows = at.row + row >= 0 && at.row + row < this.workbench.table.view.count;
    return inRows && this.placed.order[at.col + col] !== undefined;
  }

  /** To a neighbour of the current cell. */
  move(by: GridPlace): void {
    const at = this.current;
    if (at && this.canMove(by)) this.current = { row: at.row + by.row, col: at.col + by.col };
  }

  #placeOf(name: string | undefined): number {
    const index = this.profile?.columns.findIndex((c) => c.name === name) ?? -1;
    return this.placed.order.indexOf(index);
  }

  #judge(): readonly Judged[] {
    const { recipe } = this;
    if (!recipe) return [];
    const { table, pipeline, relations } = this.workbench;
    const context: Context = {
      recipe,
      specs: specs.steps,
      profile: this.profile,
      inferred: (column: string) => table.inferred(column),
    };
    const found = table.findings(targetOf(recipe), recipe.task, relations.of(recipe) ?? {});
    return judgedOf(found, pipeline.offers, context);
  }
}
