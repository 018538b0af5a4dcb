import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import { ahead, columnGroups } from './arrow.ts';
import type { Held, HeldColumn } from './held/held.ts';
import { gapCauses } from './profile/gaps.ts';
import type { ColumnInput, Described } from './profile/input.ts';
import { describeNumberColumn, tellsNumbers } from './profile/numberColumn.ts';
import { describeTextColumn } from './profile/textColumn.ts';
import { twinsOf } from './profile/twins.ts';
import { baseRelation, materialize, rawTable } from './relation.ts';
import { RowHashes } from './rowHashes.ts';
import { countOf } from './sql.ts';
import type { Breathe, Sql } from './sql.ts';
import { typedSql } from './table.ts';

export interface ProfileHooks {
  readonly signal?: AbortSignal;
  readonly breathe?: Breathe;
  readonly onColumn?: (profile: ColumnProfile, done: number, total: number) => void;
  /** ISO day; dates after it are counted as late. */
  readonly today?: string;
  /** What was kept while the source's file was read: it is not read again, and the engine may still be busy with it. */
  readonly held?: Held & { readonly table: string; readonly ready: Promise<void> };
}

/**
 * Describes every column of a relation, each read once. For the source's own relation the raw texts are read, so that
 * texts which do not fit their column's type are counted; in any other relation they are missing already.
 * `duplicateRows` compares 64-bit hashes of whole rows.
 */
export async function profileTable(
  sql: Sql,
  relation: Relation,
  source: Source,
  hooks: ProfileHooks = {},
): Promise<TableProfile> {
  const raw = relation.from === baseRelation(source).from;
  if (raw) return profileFrom(sql, { relation, source, raw: rawTable(source) }, hooks);
  const copy = await materialize(sql, relation);
  try {
    return await profileFrom(sql, { relation: copy.relation, source, raw: null }, hooks);
  } finally {
    await copy.drop();
  }
}

interface Subject {
  readonly relation: Relation;
  readonly source: Source;
  /** The table of raw texts, where the relation is the source's own. */
  readonly raw: string | null;
}

async function profileFrom(sql: Sql, subject: Subject, hooks: ProfileHooks): Promise<TableProfile> {
  const { columns, from } = subject.relation;
  const held = subject.raw !== null && hooks.held?.table === subject.raw ? hooks.held : null;
  const rows = held?.rows ?? (await countOf(sql, subject.raw ?? from));
  const duplicates = new Duplicates(columns, subject.source, rows);
  const described: Described[] = [];
  let done = 0;
  const whole = held ? after(held.ready, sql) : sql;
  for await (const [j, input] of inputsOf(whole, subject, { rows, held, today: hooks.today })) {
    await hooks.breathe?.();
    checkCancel(hooks);
    const { column } = input;
    const describe = isNumeric(column.type) ? describeNumberColumn : describeTextColumn;
    described[j] = describe(input, duplicates.hashesFor(column));
    hooks.onColumn?.(described[j].profile, (done += 1), columns.length);
  }
  checkCancel(hooks);
  return {
    rows,
    columns: described.map((d) => d.profile),
    ...duplicates.found(),
    ...withTwins(await twinsOf(whole, subject.relation, described, rows)),
    ...withCauses(
      await gapCauses(
        whole,
        subject.relation,
        described.map((d) => d.profile),
      ),
    ),
  };
}

/** The engine, asked when the table is whole. */
const after = (ready: Promise<void>, sql: Sql): Sql => ({
  ...sql,
  query: async (text) => {
    await ready;
    return sql.query(text);
  },
});

interface Asked {
  readonly rows: number;
  readonly held: ProfileHooks['held'] | null;
  readonly today: string | undefined;
}

/** Each column's number and cells: first those that were kept, then the others, read from the engine in groups. */
async function* inputsOf(
  sql: Sql,
  { relation: { columns, from }, source, raw }: Subject,
  { rows, held, today }: Asked,
): AsyncGenerator<readonly [number, ColumnInput]> {
  const sources = new Map(source.columns.map((c) => [c.name, c] as const));
  const missing = new Set(source.missing);
  const inputOf = (column: RelationColumn, cells: ColumnInput['cells']): ColumnInput => ({
    column,
    role: sources.get(column.name)?.role ?? 'feature',
    rows,
    cells,
    reading: raw === null ? null : (sources.get(column.name) ?? null),
    missing,
    today,
  });
  const others: { readonly column: RelationColumn; readonly j: number }[] = [];
  for (const [j, column] of columns.entries()) {
    const kept = held?.columns[j];
    const input = kept && inputOf(column, kept);
    if (input && tells(kept, input)) yield [j, input];
    else others.push({ column, j });
  }
  const selected = (column: RelationColumn): string =>
    raw === null ? typedSql(column) : column.id;
  const cells = ahead(columnGroups(others, rows), (group) =>
    sql.query(
      `SELECT ${group.map(({ column }) => selected(column)).join(', ')} FROM ${raw ?? from}`,
    ),
  );
  for await (const [group, answer] of cells)
    for (const [k, { column, j }] of group.entries())
      yield [j, inputOf(column, answer.getChildAt(k)!)];
}

/** Whether what was kept of a column says all that its profile asks. */
const tells = (kept: HeldColumn, { column, reading, missing }: ColumnInput): boolean =>
  reading !== null &&
  (isNumeric(column.type) ? tellsNumbers(kept, reading, missing) : kept.kind === 'texts');

/** Rows that come twice: in every column, and in every column but the ids where there are any. */
class Duplicates {
  readonly #whole: RowHashes | null;
  readonly #butIds: RowHashes | null;
  readonly #ids: ReadonlySet<string>;

  constructor(columns: readonly RelationColumn[], source: Source, rows: number) {
    this.#ids = new Set(source.columns.filter((c) => c.role === 'id').map((c) => c.name));
    const ids = columns.filter((c) => this.#ids.has(c.name)).length;
    this.#whole = columns.length > 0 ? new RowHashes(rows) : null;
    this.#butIds = ids > 0 && ids < columns.length ? new RowHashes(rows) : null;
  }

  hashesFor({ name }: RelationColumn): readonly RowHashes[] {
    const butIds = this.#ids.has(name) ? null : this.#butIds;
    return [this.#whole, butIds].filter((h) => h !== null);
  }

  found(): Pick<TableProfile, 'duplicateRows' | 'duplicateRowsButIds'> {
    return {
      duplicateRows: this.#whole?.duplicates() ?? 0,
      ...(this.#butIds && { duplicateRowsButIds: this.#butIds.duplicates() }),
    };
  }
}

const withTwins = (twins: NonNullable<TableProfile['twins']>): Pick<TableProfile, 'twins'> =>
  twins.length > 0 ? { twins } : {};

const withCauses = (
  causes: NonNullable<TableProfile['gapCauses']>,
): Pick<TableProfile, 'gapCauses'> => (causes.length > 0 ? { gapCauses: causes } : {});

function checkCancel({ signal }: ProfileHooks): void {
  if (!signal?.aborted) return;
  throw new EngineError({
    code: 'cancelled',
    what: 'Describing the table was cancelled',
    where: {},
    remedy: 'Nothing was changed.',
  });
}
