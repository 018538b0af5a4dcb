import * as v from 'valibot';

/** Parameters that the models without a target share in form. */

/** A whole number from `min` to `max` with its title and help. */
export const whole = (min: number, max: number, title: string, help: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(min),
    v.maxValue(max),
    v.title(title),
    v.description(help),
  );

/** A number from `min` to `max` with its title and help. */
export const amount = (min: number, max: number, title: string, help: string) =>
  v.pipe(v.number(), v.minValue(min), v.maxValue(max), v.title(title), v.description(help));

/** The same, or null where scikit-learn's None chooses. */
export const wholeOrNone = (min: number, max: number, title: string, help: string) =>
  v.pipe(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))),
    v.title(title),
    v.description(help),
  );

/** Yes or no with its title and help. */
export const flag = (title: string, help: string) =>
  v.pipe(v.boolean(), v.title(title), v.description(help));
