import { EngineError } from '#lib/recipe/errors.ts';

/** A model that is only about the rows it was fitted on. @throws EngineError 'no-new-rows' always */
export function refuseNewRows(model: string, instead: string): never {
  throw new EngineError({
    code: 'no-new-rows',
    what: 'This model is about the rows it was trained on, and has no answer for new ones',
    where: { model },
    remedy: `Train again with the new rows in the table, or choose ${instead}, which answers for new rows.`,
  });
}

/** @throws EngineError 'too-few-rows' where fewer rows than groups are there */
export function checkGroups(rows: number, groups: number, model: string): void {
  if (rows >= groups) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `${groups} groups are asked for, and there are ${rows} training rows`,
    where: { model },
    remedy: `Ask for ${rows} groups or fewer.`,
  });
}

/** @throws EngineError 'too-few-rows' where fewer rows than groups, of those that may begin one, count anything */
export function checkCounted(weight: Float64Array | null, groups: number, model: string): void {
  if (!weight) return;
  const rows = weight.reduce((n, w) => n + Number(w > 0), 0);
  if (rows >= groups) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `${groups} groups are asked for, and ${rows} rows that one may begin with have a weight above 0`,
    where: { model },
    remedy: `Ask for ${Math.max(1, rows)} groups or fewer, or give more rows a weight above 0.`,
  });
}

/** @throws EngineError 'size-limit' where the distances of all pairs of rows would be too many */
export function checkPairs(rows: number, most: number, model: string): void {
  if (rows <= most) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${rows.toLocaleString('en-US')} rows have ${((rows * rows) / 2e6).toFixed(0)} million distances to each other; the most is ${most.toLocaleString('en-US')} rows`,
    where: { model },
    remedy: 'Take a sample of the rows on the data page, or choose k-means, which needs no pairs.',
  });
}

/** @throws EngineError 'too-few-rows' where a row would have fewer neighbours than asked for */
export function checkNeighbours(rows: number, neighbours: number, model: string): void {
  if (rows >= neighbours) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `${neighbours} rows are to lie together, and there are ${rows} training rows`,
    where: { model },
    remedy: `Ask for ${rows} or fewer.`,
  });
}
