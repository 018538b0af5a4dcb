import type { Typed } from '#lib/recipe/expression/check.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { ExpressionError } from '#lib/recipe/expression/ast.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';

/** A new column and the formula of its cells. */
export interface Derived {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: Typed;
}

/** What a step derives from the columns where it stands, and which columns it then leaves out. */
export interface Derivation {
  readonly derived: readonly Derived[];
  readonly dropped: readonly string[];
}

/** The columns and parameters of a step, on the table where it stands. */
export type Derive<Params> = (
  before: readonly ColumnFacts[],
  columns: readonly string[],
  params: Params,
) => Derivation;

/** The columns after a derivation; where the step does not fit, the columns as they are. */
export const derivedColumns =
  <Params>(derive: Derive<Params>) =>
  (
    before: readonly ColumnFacts[],
    columns: readonly string[],
    params: Params,
  ): readonly ColumnFacts[] => {
    const known = new Set(before.map((c) => c.name));
    if (columns.some((name) => !known.has(name))) return before;
    try {
      return columnsOf(before, derive(before, columns, params));
    } catch (error) {
      if (error instanceof EngineError) return before;
      throw error;
    }
  };

export const columnsOf = (
  before: readonly ColumnFacts[],
  { derived, dropped }: Derivation,
): readonly ColumnFacts[] => [
  ...before.filter((c) => !dropped.includes(c.name)),
  ...derived.map(({ name, type }) => ({ name, type })),
];

/** The type of a formula's column. */
export function typeOf(value: Typed): ColumnType {
  if (value.kind === 'text') return 'category';
  return value.kind === 'truth' ? 'boolean' : 'number';
}

/** A formula that does not fit, as the page shows it. */
export function asEngineError(error: unknown, step: string): unknown {
  if (!(error instanceof ExpressionError)) return error;
  return new EngineError({
    code: 'params-invalid',
    what: `The formula does not fit at character ${error.at + 1}: ${error.message.replace(/\.$/, '')}`,
    where: { step },
    remedy: 'Change the formula, or the steps before it.',
  });
}
