import type { Associations } from './associations.ts';
import type { Missingness } from './missingness.ts';

/** What is worked out of whole columns after the first profile. */
export interface Relations {
  readonly associations: Associations;
  readonly missingness: Missingness;
  /** Columns that identify a row, alone or in pairs; fewest values first, at most 10. */
  readonly keys: readonly (readonly string[])[];
}
