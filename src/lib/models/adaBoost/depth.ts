import type { Task } from '#lib/recipe/profile.ts';

/** scikit-learn's default trees: stumps for classes, three questions deep for numbers. */
export const depthOf = (maxDepth: 'auto' | number, task: Task): number =>
  maxDepth === 'auto' ? (task === 'regression' ? 3 : 1) : maxDepth;
