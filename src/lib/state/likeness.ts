import type { Data, OpenChoices } from '#lib/client/data.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { History } from '#lib/recipe/history.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Source } from '#lib/recipe/source.ts';

/** How a table's columns differ from those of the project whose decisions it was read with. */
export interface Likeness {
  /** That project's name. */
  readonly from: string;
  /** Columns in both, by name. */
  readonly same: number;
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/**
 * The decisions of a source for another file; which member of an archive is read depends on that file. Where it is too
 * large a table, its types are found out anew, so that it is refused as any other.
 */
export async function choicesLike(
  { format, missing, columns, sample }: Source,
  file: File,
  data: Pick<Data, 'size'>,
): Promise<OpenChoices> {
  const choices = { format, missing, sample };
  const size = await data.size(file, choices).catch(() => null);
  return size?.every === null ? { ...choices, columns } : choices;
}

/** Another file's source with the types and roles that columns of the same name had. */
export function withDecisionsOf(fresh: Source, like: Source): Source {
  const known = new Map(like.columns.map((c) => [c.name, c] as const));
  const columns = fresh.columns.map((column) => {
    const { order: _, ...old } = known.get(column.name) ?? column;
    const order = known.get(column.name)?.order ?? column.order;
    return { ...old, header: column.header, ...(order && { order }) };
  });
  return { ...fresh, columns };
}

export function likenessOf(fresh: Source, { name: from, source }: Recipe): Likeness {
  const before = new Set(source.columns.map((c) => c.name));
  const now = new Set(fresh.columns.map((c) => c.name));
  const added = [...now].filter((name) => !before.has(name));
  return {
    from,
    same: now.size - added.length,
    added,
    gone: [...before].filter((name) => !now.has(name)),
  };
}

/** "Read like churn: 11 columns with the same types and roles. New: city. Not in this file: town." */
export function likenessWords({ from, same, added, gone }: Likeness): string {
  const listed = (names: readonly string[]): string =>
    names.length > 12
      ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
      : names.join(', ');
  return [
    `Read like “${from}”: ${same} ${same === 1 ? 'column has its' : 'columns have their'} type and role from there.`,
    ...(added.length > 0 ? [`New in this file: ${listed(added)}.`] : []),
    ...(gone.length > 0 ? [`Not in this file: ${listed(gone)}.`] : []),
  ].join(' ');
}

interface Said {
  readonly columns: ReadonlySet<string>;
  readonly missing: boolean;
}

/** What a person said of columns and markers, by the history up to its cursor. */
export function saidIn({ moments, cursor }: History): Said {
  const columns = new Set<string>();
  let missing = false;
  const note = (edit: Edit): void => {
    if (edit.kind === 'batch') edit.edits.forEach(note);
    if (edit.kind === 'setType') columns.add(edit.column);
    if (edit.kind === 'setMissing') missing = true;
  };
  for (const { edit } of moments.slice(0, cursor)) note(edit);
  return { columns, missing };
}

/** A fresh reading of the same file in which what a person said of its columns stands. */
export function withSaid(fresh: Source, before: Source, { columns }: Said): Source {
  const said = new Map(
    before.columns.filter((c) => columns.has(c.name)).map((c) => [c.name, c] as const),
  );
  return {
    ...fresh,
    columns: fresh.columns.map((c) => {
      const old = said.get(c.name);
      return old ? { ...old, header: c.header } : c;
    }),
  };
}
