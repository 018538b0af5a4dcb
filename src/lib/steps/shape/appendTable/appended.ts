import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { commonType } from '../commonType.ts';

interface Params {
  readonly source: Source | null;
  readonly mapping: readonly (readonly [string, string])[];
  readonly leaveOut: readonly string[];
  readonly origin: string | null;
}

/** A column after the step: what stands in it here, and what comes below; null where a side has nothing. */
export interface Stacked extends ColumnFacts {
  readonly here: ColumnFacts | null;
  readonly there: ColumnFacts | null;
}

/** The columns after the step: those that are here, one that says of which table a row is, those of the second alone. */
export interface Appended {
  readonly source: Source;
  readonly columns: readonly Stacked[];
  /** The name of the column that says of which table a row is; it is among `columns`, with nothing `there`. */
  readonly origin: string | null;
}

/**
 * @throws EngineError 'params-invalid' without a second table, or where two columns would fill one; 'column-missing' for a
 * column that the second table has not; 'column-kind' where the column that says the table holds numbers
 */
export function appended(before: readonly ColumnFacts[], params: Params): Appended {
  const source = chosenTable(params.source, 'appendTable');
  const names = new Map(params.mapping);
  const gone = [...names.keys(), ...params.leaveOut].find(
    (name) => !source.columns.some((c) => c.name === name),
  );
  if (gone !== undefined) throw missing(gone, source);
  const theirs = new Map<string, ColumnFacts>();
  for (const { name, type } of source.columns) {
    if (params.leaveOut.includes(name)) continue;
    const to = names.get(name) ?? name;
    if (theirs.has(to)) throw twice(to, [theirs.get(to)!.name, name]);
    theirs.set(to, { name, type });
  }
  const { origin } = params;
  if (origin !== null) checkOrigin(origin, before, theirs, source);
  const here = before.map((own): Stacked => {
    const there = theirs.get(own.name) ?? null;
    const { name, type } = own;
    return { name, type: there ? commonType(type, there.type) : type, here: own, there };
  });
  const made: readonly Stacked[] =
    origin === null || before.some((c) => c.name === origin)
      ? []
      : [{ name: origin, type: 'category', here: null, there: null }];
  const own = [...theirs].filter(([to]) => !before.some((c) => c.name === to));
  const added = own.map(([name, there]): Stacked => ({
    name,
    type: there.type,
    here: null,
    there,
  }));
  return { source, origin, columns: [...here, ...made, ...added] };
}

export const appendedColumns = (
  before: readonly ColumnFacts[],
  params: Params,
): readonly ColumnFacts[] => appended(before, params).columns;

function checkOrigin(
  origin: string,
  before: readonly ColumnFacts[],
  theirs: ReadonlyMap<string, ColumnFacts>,
  { file }: Source,
): void {
  const known = before.find((c) => c.name === origin);
  if (known && isNumeric(known.type))
    throw new EngineError({
      code: 'column-kind',
      what: `“${origin}” holds numbers, and is to say of which table a row is`,
      where: { step: 'appendTable', column: origin },
      remedy: 'Give the column that says which table another name.',
    });
  if (theirs.has(origin))
    throw new EngineError({
      code: 'params-invalid',
      what: `“${file.name}” has a column “${origin}” itself`,
      where: { step: 'appendTable', column: origin },
      remedy: 'Give the column that says which table another name, or leave theirs out.',
    });
}

const missing = (column: string, { file }: Source): EngineError =>
  new EngineError({
    code: 'column-missing',
    what: `“${file.name}” has no column “${column}”`,
    where: { step: 'appendTable', column },
    remedy: 'Choose a column of that table.',
  });

const twice = (to: string, [a, b]: readonly [string, string]): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `“${a}” and “${b}” of the second table would both fill “${to}”`,
    where: { step: 'appendTable', column: to },
    remedy: 'Give one of them another name, or leave it out.',
  });
