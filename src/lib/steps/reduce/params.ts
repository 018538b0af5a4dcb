import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts, Objection } from '#lib/recipe/step.ts';

/** What the specs of the reducing steps share. */

interface Words {
  readonly title: string;
  readonly help: string;
}

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number, { title, help }: Words) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(min),
    v.maxValue(max),
    v.title(title),
    v.description(help),
  );

/** A number from `min` to `max`. */
export const amount = (min: number, max: number, { title, help }: Words) =>
  v.pipe(v.number(), v.minValue(min), v.maxValue(max), v.title(title), v.description(help));

export const choice = <const Options extends readonly [string, ...string[]]>(
  options: Options,
  { title, help }: Words,
) => v.pipe(v.picklist(options), v.title(title), v.description(help));

/** How many new columns; null for as many as there can be. */
export const componentsOrAll = v.nullable(
  whole(1, 1000, {
    title: 'Components',
    help: 'How many to keep; empty for as many as there can be. Too few lose what tells rows apart, too many keep the noise.',
  }),
);

/** How many new columns. */
export const components = whole(1, 1000, {
  title: 'Components',
  help: 'How many to keep. Too few lose what tells rows apart, too many keep the noise.',
});

export const mostTurns = whole(1, 100_000, {
  title: 'Turns at most',
  help: 'Where the search stops even if it still moves. Fewer are faster and may stop too early.',
});

export const stopsBelow = amount(1e-12, 1, {
  title: 'Stops below',
  help: 'The search ends once a turn changes less than this. A larger one ends sooner and is less exact.',
});

export const drawnBy = whole(0, 4294967295, {
  title: 'Seed of the draws',
  help: 'The same number starts the search from the same place.',
});

export const onlyNumbers = ({ name, type }: ColumnFacts): Objection =>
  isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`;
