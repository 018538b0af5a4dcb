import * as v from 'valibot';

/** A parameter that holds the name of one column, chosen from those there are; empty: none is chosen yet. */
export const oneColumn = (title: string, description: string) =>
  v.pipe(v.string(), v.metadata({ column: true }), v.title(title), v.description(description));

/** A parameter that holds columns in an order, each with one of some words. */
export const columnWords = <const Words extends readonly string[]>(
  words: Words,
  title: string,
  description: string,
) =>
  v.pipe(
    v.array(v.strictTuple([v.string(), v.picklist(words)])),
    v.title(title),
    v.description(description),
  );
