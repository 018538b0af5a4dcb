import { AutoMl } from './automl.svelte.ts';
import { Studies } from './studies.svelte.ts';
import { Tuning } from './tuning.svelte.ts';

/** What trains many models: the settings of one, all kinds of them, and looks at how far one can be trusted. */
export class Searches {
  readonly tuning: Tuning;
  readonly studies: Studies;
  readonly automl: AutoMl;

  constructor(parts: ConstructorParameters<typeof Tuning>[0]) {
    const { data, jobs, console } = parts;
    this.tuning = new Tuning(parts);
    this.studies = new Studies(data, jobs, console);
    this.automl = new AutoMl(data, jobs, console);
  }

  /** Shows what the device keeps of them. */
  restore(): Promise<void> {
    return this.tuning.restore();
  }
}
