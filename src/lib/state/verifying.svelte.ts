import type { Data } from '#lib/client/data.ts';
import type { Pool } from '#lib/client/pool.ts';
import { answersApart } from '#lib/client/sandbox.ts';
import type { Compared } from '#lib/recipe/compared.ts';
import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';
import { tableKey } from './pipeline.svelte.ts';

/** A run, and what it answers to its first test rows. */
export interface Answered {
  readonly recipe: Recipe;
  readonly run: FittedRun;
  readonly answers: TestAnswers;
}

export interface Verified {
  /** Task id of the run. */
  readonly id: string;
  /** Text of model.mjs. */
  readonly code: string;
  /** null where the table cannot be read. */
  readonly answered: () => Promise<Answered | null>;
  /** Address of static/sandbox.html. */
  readonly page: string;
}

/** The exported model.mjs run beside the browser's own model, on the test rows as they stand in the file. */
export class Verifying {
  readonly #data: Data;
  readonly #pool: Pool;
  #found = $state.raw<ReadonlyMap<string, Compared>>(new Map());
  #working = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<{ id: string; detail: ErrorDetail } | null>(null);
  #cancel: () => void = () => undefined;

  constructor(data: Data, pool: Pool) {
    this.#data = data;
    this.#pool = pool;
  }

  /** What was found of this run's export; null until it is verified. */
  of(id: string | undefined): Compared | null {
    return (id !== undefined && this.#found.get(id)) || null;
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  errorOf(id: string | undefined): ErrorDetail | null {
    return this.#error?.id === id ? this.#error!.detail : null;
  }
  cancel(): void {
    this.#cancel();
  }

  async verify(asked: Verified): Promise<void> {
    if (this.#working !== null) return;
    const { id } = asked;
    this.#working = id;
    this.#share = 0;
    this.#error = null;
    let wanted = true;
    this.#cancel = () => {
      wanted = false;
      this.#working = null;
    };
    try {
      const answered = await asked.answered();
      if (!wanted) return;
      if (!answered) throw unreadable();
      this.#found = new Map([...this.#found, [id, await this.#compare(asked, answered)]]);
    } catch (error) {
      const detail = detailOf(error);
      if (wanted && detail.code !== 'cancelled') this.#error = { id, detail };
    } finally {
      if (wanted) this.#working = null;
    }
  }

  async #compare({ code, page }: Verified, answered: Answered): Promise<Compared> {
    const { recipe, answers } = answered;
    const { rid } = answers;
    const job = answersApart({
      page,
      code,
      rows: rid.length,
      rowsOf: (from, to) => this.#data.rawRows(recipe.source, rid.slice(from, to)),
      onShare: (share) => (this.#share = share),
    });
    this.#cancel = job.cancel;
    const said = await job.promise;
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const origin = { target: 'model.mjs', runtime: runtime() };
    const held = this.#pool.run({ key, provide }, (api) =>
      api.heldTo({ key, ...answered }, said, origin),
    );
    this.#cancel = held.cancel;
    return held.promise;
  }
}

const unreadable = (): EngineError =>
  new EngineError({
    code: 'file-missing',
    what: 'The test rows cannot be read',
    where: {},
    remedy: 'Open the file again on the data page, then verify.',
  });

/** Name and version of the browser, as far as it says so. */
function runtime(): string {
  const [, name, version] = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(navigator.userAgent) ?? [];
  const plain = { Edg: 'Edge', Version: 'Safari' }[name ?? ''] ?? name;
  return plain === undefined ? 'a browser' : `${plain} ${version}`;
}
