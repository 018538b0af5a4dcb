import type { Data } from '#lib/client/data.ts';
import { AutoMl } from './automl.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { Console } from './console.svelte.ts';
import { Studies } from './studies.svelte.ts';
import { Tuning } from './tuning.svelte.ts';

/** What trains many models: the settings of one, all kinds of them, and looks at how far one can be trusted. */
export class Searches {
  readonly tuning: Tuning;
  readonly studies: Studies;
  readonly automl: AutoMl;

  constructor(data: Data, jobs: Jobs, console: Console) {
    this.tuning = new Tuning(data, jobs, console);
    this.studies = new Studies(data, jobs, console);
    this.automl = new AutoMl(data, jobs, console);
  }
}
