import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { freeName } from '../../names.ts';
import { factsOf, noColumn } from '../renumber.ts';

interface Params {
  readonly source: Source | null;
  readonly rightOn: readonly string[];
  readonly how: 'left' | 'inner';
  readonly suffix: string;
}

/** What is matched, and what is added: each column of the second table that is no key, by its name there. */
export interface Joined {
  readonly source: Source;
  readonly rightOn: readonly string[];
  readonly added: readonly {
    readonly from: string;
    readonly name: string;
    readonly type: ColumnType;
  }[];
}

/**
 * @throws EngineError 'params-invalid' without a second table or with keys that do not pair up; 'column-missing';
 * 'column-kind' where numbers would be matched with text
 */
export function joined(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  { source: chosen, rightOn: asked, suffix }: Params,
): Joined {
  if (columns.length === 0) throw noColumn('joinTable', 'match on');
  const keys = columns.map((name) => factsOf(before, name, 'joinTable'));
  const source = chosenTable(chosen, 'joinTable');
  const rightOn = asked.length === 0 ? columns : asked;
  if (rightOn.length !== keys.length) throw unpaired(keys.length, rightOn.length);
  keys.forEach((key, k) => checkPair(key, rightOn[k]!, source));
  const taken = new Set(before.map((c) => c.name));
  const added = source.columns
    .filter((c) => !rightOn.includes(c.name))
    .map(({ name, type }) => ({
      from: name,
      name: freeName(taken.has(name) ? name + suffix : name, taken),
      type,
    }));
  return { source, rightOn, added };
}

export const joinedColumns = (
  before: readonly ColumnFacts[],
  columns: readonly string[],
  params: Params,
): readonly ColumnFacts[] => [...before, ...joined(before, columns, params).added];

function checkPair(key: ColumnFacts, name: string, { columns, file }: Source): void {
  const other = columns.find((c) => c.name === name);
  if (!other)
    throw new EngineError({
      code: 'column-missing',
      what: `“${file.name}” has no column “${name}”`,
      where: { step: 'joinTable', column: name },
      remedy: 'Choose a column of that table to match with.',
    });
  if (isNumeric(key.type) !== isNumeric(other.type))
    throw new EngineError({
      code: 'column-kind',
      what: `“${key.name}” holds ${kindOf(key)} and “${name}” of “${file.name}” holds ${kindOf(other)}`,
      where: { step: 'joinTable', column: key.name },
      remedy: 'Match columns of one kind: cast this one before, or choose another.',
    });
}

const kindOf = ({ type }: Pick<ColumnFacts, 'type'>): string =>
  isNumeric(type) ? 'numbers' : 'text';

const unpaired = (left: number, right: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `${left} columns would be matched with ${right} of the second table`,
    where: { step: 'joinTable' },
    remedy: 'Choose one column of the second table for each.',
  });
