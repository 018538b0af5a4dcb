import type { ModelId } from './specs.ts';

/**
 * Models that ask how far rows are from each other, over all columns at once: what a column's unit makes large decides.
 * Linear models want scaled columns too, and for another reason: their penalty.
 */
export const byDistance: ReadonlySet<string> = new Set<ModelId>([
  'agglomerative',
  'birch',
  'dbscan',
  'gaussianProcess',
  'hdbscan',
  'kMeans',
  'kNeighbors',
  'localOutlierFactor',
  'meanShift',
  'miniBatchKMeans',
  'oneClassSvm',
  'optics',
  'spectral',
  'supportVectorMachine',
]);
