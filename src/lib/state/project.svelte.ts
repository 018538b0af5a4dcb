import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { targetEdit, type Edit } from '#lib/recipe/edits.ts';
import {
  canRedo,
  canUndo,
  commit,
  followLine,
  forgetLine,
  nameMoment,
  recipeAt,
  redo,
  travel,
  undo,
  type Line,
  type Timeline,
} from '#lib/recipe/history.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Store } from '#lib/storage/db.ts';
import { deletedError } from '#lib/storage/troubles.ts';
import type { StoredProject } from '#lib/storage/schema.ts';

export type SaveState = 'saved' | 'saving' | 'memory' | 'failed' | 'elsewhere';

/** Edits are on the disk this long after they were made, at the latest. */
const saveWithin = 150;

/** The recipe of the open project with its history, and the duty to save it. */
export class Project {
  readonly id: string;
  #stored = $state.raw<StoredProject>(null!);
  #timeline = $state.raw<Timeline>(null!);
  #save = $state<SaveState>('saved');
  #deleted = false;
  #error = $state.raw<ErrorDetail | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saving: Promise<void> = Promise.resolve();
  readonly #store: Store | null;
  readonly #announce: (revision: number) => void;

  constructor(stored: StoredProject, store: Store | null, announce: (revision: number) => void) {
    this.id = stored.id;
    this.#store = store;
    this.#announce = announce;
    this.#stored = stored;
    this.#timeline = { recipe: stored.recipe, history: stored.history };
    this.#save = store ? 'saved' : 'memory';
  }

  get recipe(): Recipe {
    return this.#timeline.recipe;
  }
  get history(): Timeline['history'] {
    return this.#timeline.history;
  }
  get save(): SaveState {
    return this.#save;
  }
  get saveError(): ErrorDetail | null {
    return this.#error;
  }
  get savedAt(): string {
    return this.#stored.updatedAt;
  }
  get stored(): StoredProject {
    return this.#stored;
  }
  get canUndo(): boolean {
    return canUndo(this.history) && this.#save !== 'elsewhere';
  }
  get canRedo(): boolean {
    return canRedo(this.history) && this.#save !== 'elsewhere';
  }
  get undoLabel(): string {
    return this.history.moments[this.history.cursor - 1]?.label ?? '';
  }
  get redoLabel(): string {
    return this.history.moments[this.history.cursor]?.label ?? '';
  }

  /** Does an edit that can be undone. */
  edit(edit: Edit, label: string): void {
    this.#set(commit(this.#timeline, edit, label, new Date().toISOString()));
  }

  predict(column: string | null, task: Task | null): void {
    const edit = targetEdit(this.recipe, column, task);
    if (edit.kind === 'batch' && edit.edits.length === 0) return;
    const asked = column === this.recipe.source.columns.find((c) => c.role === 'target')?.name;
    this.edit(edit, asked ? `Set the task to ${task}` : `Predict ${column}`);
  }

  undo(): void {
    if (this.canUndo) this.#set(undo(this.#timeline));
  }
  redo(): void {
    if (this.canRedo) this.#set(redo(this.#timeline));
  }
  travel(cursor: number): void {
    this.#set(travel(this.#timeline, cursor));
  }
  /** Gives the present moment a name. */
  name(name: string): void {
    this.#set(nameMoment(this.#timeline, name, new Date().toISOString()));
  }
  goTo(id: string): void {
    this.#set(followLine(this.#timeline, id, new Date().toISOString()));
  }
  forget(id: string): void {
    this.#set(forgetLine(this.#timeline, id));
  }
  /** The recipe at another moment, to be compared. */
  recipeAt(line: Line | null, cursor: number): Recipe {
    return recipeAt(this.#timeline, line, cursor);
  }

  /** Another tab holds the pen: show, do not write. */
  follow(stored: StoredProject): void {
    this.#stored = stored;
    this.#timeline = { recipe: stored.recipe, history: stored.history };
    this.#save = 'elsewhere';
  }

  /** This tab got the pen, with what the other one last wrote. */
  lead(stored: StoredProject): void {
    this.follow(stored);
    this.#save = this.#store ? 'saved' : 'memory';
  }

  /** Another tab deleted it: what is open here stays so, and is not written again. */
  deleted(): void {
    this.#deleted = true;
    this.#save = 'failed';
    this.#error = detailOf(deletedError(`“${this.recipe.name}”`));
  }

  /** Resolves when everything shown is on the disk, or the failure is shown. */
  flush(): Promise<void> {
    if (this.#timer === null) return this.#saving;
    clearTimeout(this.#timer);
    this.#timer = null;
    return this.#write();
  }

  retry(): Promise<void> {
    return this.#write();
  }

  #set(timeline: Timeline): void {
    if (this.#save === 'elsewhere')
      throw new EngineError({
        code: 'storage',
        what: 'The project is open in another tab, which may change it',
        where: {},
        remedy: 'Work there, or close it: this tab then takes over.',
      });
    this.#timeline = timeline;
    if (!this.#store || this.#deleted) return;
    this.#save = 'saving';
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, saveWithin);
  }

  #write(): Promise<void> {
    const store = this.#store;
    if (!store || this.#deleted) return Promise.resolve();
    this.#saving = this.#saving.then(async () => {
      const { recipe, history } = this.#timeline;
      const next = {
        ...this.#stored,
        recipe,
        history,
        revision: this.#stored.revision + 1,
        updatedAt: new Date().toISOString(),
      };
      try {
        await store.saveProject(next);
        this.#stored = next;
        this.#error = null;
        this.#announce(next.revision);
        if (this.#timeline.recipe === recipe && this.#timeline.history === history)
          this.#save = 'saved';
      } catch (error) {
        this.#error = detailOf(error);
        this.#save = 'failed';
      }
    });
    return this.#saving;
  }
}
