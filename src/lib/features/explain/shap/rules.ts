import { amount, plain } from '#lib/features/charts/words.ts';
import type { Condition, Rule, Surrogate } from '#lib/recipe/surrogate.ts';

const level = (name: string | null): string => (name === null ? 'missing' : `“${name}”`);

/** `Age above 12 and at most 40`, `Sex is “female”`. */
export function conditionText(condition: Condition): string {
  const { column } = condition;
  if (condition.kind === 'category')
    return condition.is === undefined
      ? `${column} is not ${condition.isNot.map(level).join(' or ')}`
      : `${column} is ${level(condition.is)}`;
  const { above, upTo, missing } = condition;
  if (upTo === -Infinity) return `${column} is missing`;
  const limits = [
    ...(above === null ? [] : [`above ${amount(above)}`]),
    ...(upTo === null ? [] : [`at most ${amount(upTo)}`]),
  ].join(' and ');
  if (limits === '') return `${column} is there`;
  return `${column} ${limits}${missing ? ', or missing' : ''}`;
}

export const ruleText = ({ conditions }: Rule): string =>
  conditions.length === 0 ? 'every row' : conditions.map(conditionText).join('; ');

/** All rules as lines, to be copied. */
export function rulesText(found: Surrogate, what: string, value: (x: number) => string): string {
  const lines = found.rules.map(
    (rule) => `if ${ruleText(rule)}: ${what} ${value(rule.value)} (${rule.rows} training rows)`,
  );
  const { held, part } = found.fidelity;
  return `${lines.join('\n')}\nFidelity to the model on ${part} rows: R² ${plain(held, 3)}\n`;
}
