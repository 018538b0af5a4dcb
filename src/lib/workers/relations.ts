import { associationsOf } from '#lib/data/profile/associations.ts';
import { keysOf } from '#lib/data/profile/keys.ts';
import { missingnessOf } from '#lib/data/profile/missingness.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Table } from '#lib/engine/table.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Relation } from '#lib/engine/step.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ColumnProfile, Task } from '#lib/recipe/profile.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { session } from './dataSession.ts';
import { runTask } from './tasks.ts';

export interface RelationsAsk {
  readonly target: string | null;
  readonly task: Task | null;
  /** As profiled. */
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
}

/** Doubles and codes of more cells than these would not fit beside the table itself. */
const mostCells = 60_000_000;

/** How the columns of the table hang together; stopped by `cancelTask(id)`. @throws EngineError size-limit, cancelled */
export async function relationsOf(
  id: string,
  source: Source,
  ask: RelationsAsk,
  onShare: (share: number) => void,
): Promise<Relations> {
  if (ask.rows * ask.columns.length > mostCells) throw tooMany(ask, source);
  const { sql } = await session();
  const { table } = await loadTable(sql, slim(baseRelation(source), ask.target));
  return runTask(id, allOf(table, ask), ({ share }) => onShare(share));
}

function* allOf(table: Table, ask: RelationsAsk): Generator<Progress, Relations> {
  const { target, task, columns } = ask;
  const associations = yield* within(0, 0.8, associationsOf(table, { target, task, columns }));
  const missingness = yield* within(0.8, 0.15, missingnessOf(table, { target, task }));
  const whole = columns.filter((c) => c.type !== 'text' || c.distinct === table.rows);
  const keys = yield* within(0.95, 0.05, keysOf(table, whole));
  return { associations, missingness, keys };
}

function* within<T>(
  from: number,
  part: number,
  work: Generator<Progress, T>,
): Generator<Progress, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield { share: from + part * turn.value.share };
  }
}

/** Of free text only whether it is there matters: the texts themselves stay where they are. */
function slim({ from, columns }: Relation, target: string | null): Relation {
  const selected = columns.map(({ id, name, type }) =>
    type === 'text' && name !== target
      ? `CASE WHEN ${id} IS NULL THEN NULL ELSE 'x' END AS ${id}`
      : id,
  );
  return { from: `(SELECT ${['rid', ...selected].join(', ')} FROM ${from})`, columns };
}

const tooMany = ({ rows, columns }: RelationsAsk, { file }: Source): EngineError =>
  new EngineError({
    code: 'size-limit',
    what: `The table has ${(rows * columns.length).toLocaleString('en-US')} cells, and relations are worked out for up to ${mostCells.toLocaleString('en-US')}`,
    where: { file: file.name },
    remedy: 'Open a sample of the rows: the import report has “Read it another way”.',
  });
