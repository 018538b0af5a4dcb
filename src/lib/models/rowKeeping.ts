import type { ModelId } from './specs.ts';

const keepers: readonly ModelId[] = [
  'kNeighbors',
  'supportVectorMachine',
  'oneClassSvm',
  'gaussianProcess',
];

/** Models whose states hold training rows: neighbours, support vectors, and the rows of a covariance. */
export const rowKeepingModels: ReadonlySet<string> = new Set(keepers);
