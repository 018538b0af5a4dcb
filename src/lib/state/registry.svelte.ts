import {
  moveTo,
  register,
  unregister,
  type ModelStage,
  type RegisteredModel,
} from '#lib/recipe/registry.ts';
import type { Store } from '#lib/storage/db.ts';

/** The names that the project's runs are registered under. */
export class Registry {
  readonly #store: Store | null;
  readonly #projectId: string;
  #models = $state.raw<readonly RegisteredModel[]>([]);

  constructor(store: Store | null, projectId: string) {
    this.#store = store;
    this.#projectId = projectId;
  }

  /** By name. */
  get models(): readonly RegisteredModel[] {
    return this.#models;
  }

  async restore(): Promise<void> {
    this.#models = (await this.#store?.registry(this.#projectId)) ?? [];
  }

  /** Gives a run the next version of a name. @throws EngineError 'params-invalid', 'storage' */
  register(name: string, taskId: string, note: string): Promise<RegisteredModel> {
    return this.#change(name.trim(), (model) => register(model, name, taskId, told(note)));
  }

  /** @throws EngineError 'storage' */
  move(name: string, version: number, stage: ModelStage, note: string): Promise<RegisteredModel> {
    return this.#change(name, (model) => moveTo(model!, version, stage, told(note)));
  }

  /** Takes a version out; its number is not given again. @throws EngineError 'storage' */
  remove(name: string, version: number): Promise<RegisteredModel> {
    return this.#change(name, (model) => unregister(model!, version));
  }

  async #change(
    name: string,
    change: (model: RegisteredModel | undefined) => RegisteredModel,
  ): Promise<RegisteredModel> {
    const made = this.#store
      ? await this.#store.changeRegistered(this.#projectId, name, change)
      : change(this.#models.find((m) => m.name === name));
    this.#models = [...this.#models.filter((m) => m.name !== name), made].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    return made;
  }
}

const told = (note: string): { at: string; note: string } => ({
  at: new Date().toISOString(),
  note: note.trim(),
});
