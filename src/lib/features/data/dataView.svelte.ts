import type { Finding, ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { targetOf } from '#lib/recipe/recipe.ts';
import { specs, type Workbench } from '#lib/state/workbench.svelte.ts';
import type { GridPlace } from '#lib/ui/grid/types.ts';
import { fixOf, treatmentOf, type Fix } from './fixes.ts';

export const segments = ['table', 'columns', 'report'] as const;
export type Segment = (typeof segments)[number];

/** A finding with what is done about it, or could be. */
export interface Judged {
  readonly finding: Finding;
  readonly fix: Fix | null;
  /** The recipe has a step that answers it. */
  readonly treated: boolean;
}

/** What the data page shows and what is chosen on it; it lives as long as the page. */
export class DataView {
  segment = $state<Segment>('table');
  selected = $state<string | undefined>();
  current = $state<GridPlace | undefined>();
  readonly workbench: Workbench;
  readonly judged: readonly Judged[] = $derived.by(() => this.#judge());
  /** Of the table as the recipe leaves it. */
  readonly quality: number = $derived.by(() => this.#score((j) => !j.treated));
  readonly afterFixes: number = $derived.by(() => this.#score((j) => !j.treated && !j.fix));

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

  select(name: string | undefined): void {
    this.selected = name;
    const at = this.profile?.columns.findIndex((c) => c.name === name) ?? -1;
    if (at >= 0) this.current = { row: this.current?.row ?? 0, col: at };
  }

  /** Chooses a column and brings the table into view. */
  look(name: string): void {
    this.segment = 'table';
    this.select(name);
  }

  /** Brings a row of the file (from 0) into view, in file order. */
  lookAt(row: number): void {
    this.segment = 'table';
    this.workbench.table.sort(null);
    this.current = { row, col: this.current?.col ?? 0 };
  }

  #score(counts: (judged: Judged) => boolean): number {
    return this.workbench.table.quality(this.judged.filter(counts).map((j) => j.finding));
  }

  #judge(): readonly Judged[] {
    const { recipe } = this;
    if (!recipe) return [];
    const { table, pipeline } = this.workbench;
    return table.findings(targetOf(recipe), recipe.task).map((finding) => {
      const treated = treatmentOf(finding, recipe) !== undefined;
      return {
        finding,
        treated,
        fix: treated ? null : fixOf(finding, pipeline.offers, { recipe, specs: specs.steps }),
      };
    });
  }
}
