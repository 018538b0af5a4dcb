import { clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Relation } from '#lib/engine/step.ts';
import type { Table } from '#lib/engine/table.ts';
import { traceColumn } from '#lib/engine/trace.ts';
import { columnsNamed } from '#lib/recipe/params.ts';
import { activeSteps, targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { FirstRowsOf, StepLook, TracedColumn } from '#lib/recipe/run.ts';
import type { AnyStepSpec, StepSpecs } from '#lib/recipe/step.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { breathe } from './tasks.ts';

/** A person looks at as many columns; each is read twice. */
const mostColumns = 8;
const mostShown = 12;
const firstRows = 5;

/** A cleaning step's columns before and after it, on all rows; null where it is off or does not fit. */
export async function stepLook(sql: Sql, recipe: Recipe, key: string): Promise<StepLook | null> {
  const steps = activeSteps(recipe);
  const at = steps.findIndex((s) => s.key === key);
  const step = steps[at];
  const spec: AnyStepSpec | undefined = step && (stepSpecs as StepSpecs)[step.step];
  if (!step || spec?.kind !== 'cleaning') return null;
  const start = baseRelation(recipe.source);
  const { relation: then } = await clean(sql, start, steps.slice(0, at), stepComputes);
  const { relation: now, steps: done } = await clean(sql, then, [step], stepComputes);
  if (done[0]?.problem) return null;
  const named = [...new Set([...step.columns, ...columnsNamed(spec.params, step.params)])];
  const [before, after] = columnsLooked(then, now, named, targetOf(recipe));
  const [was, is] = [await loadTable(sql, then, before), await loadTable(sql, now, after)];
  return {
    before: await tracedColumns(was.table),
    after: await tracedColumns(is.table),
    first:
      spec.stage === 'shape'
        ? { before: await firstOf(sql, then), after: await firstOf(sql, now) }
        : null,
  };
}

/** A million rows take some tenths of a second a column, and the worker must say that it is alive. */
async function tracedColumns({ columns }: Table): Promise<TracedColumn[]> {
  const traced: TracedColumn[] = [];
  for (const [name, column] of columns) {
    traced.push(traceColumn(name, column));
    await breathe();
  }
  return traced;
}

/** The columns that a step names and those it makes; where it has neither, the target and the first others. */
function columnsLooked(
  then: Relation,
  now: Relation,
  named: readonly string[],
  target: string | null,
): [before: string[], after: string[]] {
  const [had, has] = [then, now].map((r) => new Set(r.columns.map((c) => c.name))) as [
    Set<string>,
    Set<string>,
  ];
  const made = [...has].filter((name) => !had.has(name));
  const usual = [...had].toSorted((a, b) => Number(b === target) - Number(a === target));
  const looked = (named.length + made.length > 0 ? named : usual).filter((name) => had.has(name));
  const before = looked.slice(0, mostColumns);
  return [before, [...before.filter((n) => has.has(n)), ...made.slice(0, mostColumns)]];
}

async function firstOf(sql: Sql, { from, columns }: Relation): Promise<FirstRowsOf> {
  const some = columns.slice(0, mostShown);
  const { table } = await loadTable(sql, {
    from: `(SELECT * FROM ${from} ORDER BY rid LIMIT ${firstRows})`,
    columns: some,
  });
  return { columns: columns.length, names: some.map((c) => c.name), rows: cellsOf(table) };
}

function cellsOf({ rows, columns }: Table): (string | null)[][] {
  return Array.from({ length: rows }, (_, i) =>
    [...columns.values()].map((c) => {
      if (c.kind === 'category') return c.codes[i]! < 0 ? null : c.levels[c.codes[i]!]!;
      return Number.isNaN(c.values[i]!) ? null : String(c.values[i]!);
    }),
  );
}
