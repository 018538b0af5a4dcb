import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { freeName } from '../../names.ts';
import { commonType } from '../commonType.ts';
import { factsOf, noColumn } from '../renumber.ts';

interface Params {
  readonly source: Source | null;
  readonly rightOn: readonly string[];
  readonly how: How;
  readonly take: readonly string[] | null;
  readonly suffix: string;
}

export type How = 'left' | 'inner' | 'right' | 'outer';

/** Whether rows of this table without a match stay. */
export const keepsOurs = (how: How): boolean => how === 'left' || how === 'outer';
/** Whether rows of the second table without a match are added. */
export const addsTheirs = (how: How): boolean => how === 'right' || how === 'outer';
/** What a join does to rows that are to be predicted. */
export const ofNewRows = (how: How): How => (keepsOurs(how) ? 'left' : 'inner');

/** What is matched, and what is added: columns of the second table that are no keys, by their names there. */
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
  { source: chosen, rightOn: asked, take, suffix }: Params,
): Joined {
  if (columns.length === 0) throw noColumn('joinTable', 'match on');
  const keys = columns.map((name) => factsOf(before, name, 'joinTable'));
  const source = chosenTable(chosen, 'joinTable');
  const rightOn = asked.length === 0 ? columns : asked;
  if (rightOn.length !== keys.length) throw unpaired(keys.length, rightOn.length);
  keys.forEach((key, k) => checkPair(key, rightOn[k]!, source));
  for (const name of take ?? [])
    if (!source.columns.some((c) => c.name === name)) throw noneOf(name, source);
  const taken = new Set(before.map((c) => c.name));
  const added = source.columns
    .filter((c) => !rightOn.includes(c.name) && (take?.includes(c.name) ?? true))
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
): readonly ColumnFacts[] => {
  const { source, rightOn, added } = joined(before, columns, params);
  const keyType = ({ name, type }: ColumnFacts): ColumnType => {
    const at = addsTheirs(params.how) ? columns.indexOf(name) : -1;
    const other = source.columns.find((c) => c.name === rightOn[at]);
    return other ? commonType(type, other.type) : type;
  };
  return [...before.map((c) => ({ ...c, type: keyType(c) })), ...added];
};

function checkPair(key: ColumnFacts, name: string, source: Source): void {
  const { columns, file } = source;
  const other = columns.find((c) => c.name === name);
  if (!other) throw noneOf(name, source);
  if (isNumeric(key.type) !== isNumeric(other.type))
    throw new EngineError({
      code: 'column-kind',
      what: `“${key.name}” holds ${kindOf(key)} and “${name}” of “${file.name}” holds ${kindOf(other)}`,
      where: { step: 'joinTable', column: key.name },
      remedy: 'Match columns of one kind: cast this one before, or choose another.',
    });
}

const noneOf = (name: string, { file }: Source): EngineError =>
  new EngineError({
    code: 'column-missing',
    what: `“${file.name}” has no column “${name}”`,
    where: { step: 'joinTable', column: name },
    remedy: 'Choose a column of that table.',
  });

const kindOf = ({ type }: Pick<ColumnFacts, 'type'>): string =>
  isNumeric(type) ? 'numbers' : 'text';

const unpaired = (left: number, right: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `${left} columns would be matched with ${right} of the second table`,
    where: { step: 'joinTable' },
    remedy: 'Choose one column of the second table for each.',
  });
