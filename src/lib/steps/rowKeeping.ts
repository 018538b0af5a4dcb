import type { StepId } from './specs.ts';

const keepers: readonly StepId[] = ['knnImpute', 'kernelPca', 'isomap', 'umap'];

/** Steps whose states hold training rows. */
export const rowKeepingSteps: ReadonlySet<string> = new Set(keepers);
