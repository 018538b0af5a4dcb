import type { Data } from '#lib/client/data.ts';
import type { Pool } from '#lib/client/pool.ts';
import { AutoMl } from './automl.svelte.ts';
import type { Console } from './console.svelte.ts';
import { Studies } from './studies.svelte.ts';
import { Tuning } from './tuning.svelte.ts';

/** What trains many models: the settings of one, all kinds of them, and looks at how far one can be trusted. */
export class Searches {
  readonly tuning: Tuning;
  readonly studies: Studies;
  readonly automl: AutoMl;

  constructor(data: Data, pool: Pool, console: Console) {
    this.tuning = new Tuning(data, pool, console);
    this.studies = new Studies(data, pool, console);
    this.automl = new AutoMl(data, pool, console);
  }
}
