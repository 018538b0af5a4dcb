import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import { addedRow, mostTables } from '#lib/recipe/rowNames.ts';
import type {
  CleaningCompute,
  CleaningInput,
  Mood,
  Relation,
  Samples,
  StepComputes,
} from '#lib/engine/step.ts';
import { withDrawn } from './drawn.ts';
import { kept } from './kept.ts';
import { countsOf } from './relation.ts';
import { withSecond } from './second.ts';
import { countOf, type Sql } from './sql.ts';

/** What a cleaning step did, or why it could not. */
export interface CleanedMoment {
  readonly key: string;
  readonly step: string;
  readonly events: readonly LogEvent[];
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly columnsBefore: number;
  readonly columnsAfter: number;
  /** The step does not fit the table; it was passed over. */
  readonly problem: ErrorDetail | null;
}

export interface CleanedTable {
  readonly relation: Relation;
  readonly steps: readonly CleanedMoment[];
}

/** Runs the cleaning steps among `steps` in order; one that does not fit is passed over and told. Learned steps are skipped. */
export async function clean(
  sql: Sql,
  relation: Relation,
  steps: readonly RecipeStep[],
  computes: StepComputes,
): Promise<CleanedTable> {
  let now = relation;
  const used = new Set<string>();
  let rows = await countOf(sql, relation.from);
  const moments: CleanedMoment[] = [];
  let nth = 0;
  for (const step of steps) {
    const compute = Object.hasOwn(computes, step.step) ? computes[step.step] : undefined;
    if (compute && compute.kind !== 'cleaning') continue;
    if (compute?.adds) nth += 1;
    const before = {
      key: step.key,
      step: step.step,
      rowsBefore: rows,
      columnsBefore: now.columns.length,
    };
    try {
      if (!compute) throw unknown(step);
      const asked = { relation: now, columns: step.columns, params: step.params };
      const input = await withSecond(sql, await withDrawn(sql, asked, compute), compute);
      const events = await eventsOf(sql, input, compute, 'done');
      const next = traced(
        now,
        await kept(sql, compute.relation(input), used),
        adding(compute, nth),
      );
      rows = checkRows(await countOf(sql, next.from), rows);
      now = next;
      moments.push({
        ...before,
        events,
        rowsAfter: rows,
        columnsAfter: now.columns.length,
        problem: null,
      });
    } catch (error) {
      const problem = detailOf(told(error, compute, step.params));
      moments.push({
        ...before,
        events: [],
        rowsAfter: rows,
        columnsAfter: now.columns.length,
        problem,
      });
    }
  }
  return { relation: now, steps: moments };
}

/** What the engine says of a person's own SQL, in plain words. */
export function told(
  error: unknown,
  compute: CleaningCompute<unknown> | undefined,
  params: unknown,
): unknown {
  if (error instanceof EngineError || !compute?.fault || !(error instanceof Error)) return error;
  return compute.fault(params, error.message);
}

/** A table of more rows stays within no browser's memory. */
const mostRows = 50_000_000;

function checkRows(rows: number, before: number): number {
  if (rows <= mostRows || rows <= before) return rows;
  throw new EngineError({
    code: 'size-limit',
    what: `The step would make ${rows} rows of ${before}, and the most is ${mostRows}`,
    where: {},
    remedy: 'Choose fewer columns for it, or keep fewer rows before it.',
  });
}

/** Which of the steps that add rows this is; 0 where it adds none. */
function adding({ adds }: CleaningCompute<unknown>, nth: number): number {
  if (!adds) return 0;
  if (nth <= mostTables) return nth;
  throw new EngineError({
    code: 'size-limit',
    what: `The recipe has more than ${mostTables} steps that may add rows`,
    where: {},
    remedy: 'Put some of the tables together in one file before.',
  });
}

/** The relation after a step, with the names of its rows where some step counts anew. */
function traced(
  before: Relation,
  { from, columns, only, renumbers }: Relation,
  nth: number,
): Relation {
  const rest = { from, columns, ...(only && { only }) };
  if (!renumbers) return before.rows === undefined ? rest : { ...rest, rows: before.rows };
  const own = `${addedRow(nth, 0)} - 1 - now.src`;
  const known = before.rows === undefined ? 'now.src' : 'was.src';
  const name = nth === 0 ? known : `CASE WHEN now.src < 0 THEN ${own} ELSE ${known} END`;
  const was = `${nth === 0 ? 'JOIN' : 'LEFT JOIN'} ${before.rows ?? ''} AS was ON was.rid = now.src`;
  const rows = `(SELECT now.rid, ${name} AS src FROM ${from} AS now${before.rows === undefined ? '' : ` ${was}`})`;
  return { ...rest, rows };
}

/** The report of a cleaning step on a relation, done or as a dry run. */
export async function eventsOf(
  sql: Sql,
  input: CleaningInput<unknown>,
  compute: CleaningCompute<unknown>,
  mood: Mood,
): Promise<readonly LogEvent[]> {
  const gone = input.columns.find((name) => !input.relation.columns.some((c) => c.name === name));
  if (gone !== undefined)
    throw new EngineError({
      code: 'column-missing',
      what: `There is no column “${gone}” at this place`,
      where: { column: gone },
      remedy: 'Pick another column for this step, or undo the step that removed it.',
    });
  return compute.report(
    input,
    await countsOf(sql, input, compute),
    mood,
    await samplesOf(sql, input, compute),
  );
}

async function samplesOf(
  sql: Sql,
  input: CleaningInput<unknown>,
  compute: CleaningCompute<unknown>,
): Promise<Samples> {
  const samples = [...(compute.samples?.(input) ?? [])];
  if (samples.length === 0) return new Map();
  const selected = samples.map(([, expression], k) => `CAST(${expression} AS VARCHAR) AS s${k}`);
  const answer = await sql.query(`SELECT ${selected.join(', ')} FROM ${input.relation.from}`);
  const row = answer.get(0);
  return new Map(
    samples.flatMap(([name], k) => {
      const text: unknown = row?.[`s${k}`];
      return typeof text === 'string' ? [[name, text] as const] : [];
    }),
  );
}

const unknown = (step: RecipeStep): EngineError =>
  new EngineError({
    code: 'step-unknown',
    what: `This version of Tabwise has no step “${step.step}”`,
    where: { step: step.key },
    remedy: 'Update Tabwise, or remove the step.',
  });
