import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CleaningCompute, CleaningInput } from '#lib/engine/step.ts';
import { quotedName } from '#lib/codegen/sql/names.ts';
import { cleaningComputes } from '#lib/steps/cleaningComputes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { sqlCode } from '#lib/workers/sqlCode.ts';
import { strangersDuckDb } from '../golden/duck.ts';
import { recipeOf } from '../golden/recipes.ts';
import { cases, compute, spec, tables } from '../oracle/steps/cases.ts';
import { duck, relationOf } from '../oracle/steps/duck.ts';
import type { Cell, Cells } from '../oracle/steps/tables.ts';

/** On their first columns: the SQL of others is made in the same way. */
const cleaningCases = cases.filter((c) => spec(c.step).kind === 'cleaning' && c.id.endsWith('.0'));
const rowsOf = (cells: Cells): number => cells[0]?.[2].length ?? 0;

/** The table as a file of texts, in which every cell is quoted. */
const csvOf = (cells: Cells): string => {
  const quoted = (v: Cell): string => (v === null ? '' : `"${String(v).replaceAll('"', '""')}"`);
  const rows = Array.from({ length: rowsOf(cells) }, (_, i) => cells.map(([, , v]) => v[i]!));
  return [cells.map(([name]) => name), ...rows]
    .map((row) => `${row.map(quoted).join(',')}\n`)
    .join('');
};
/** One without a number, so that the reading is of a plain CSV. */
const isPlain = (cells: Cells): boolean =>
  cells.every(([, , v]) =>
    v.every((x) => x !== '' && (typeof x !== 'number' || Number.isFinite(x))),
  );

it('the list of steps that are SQL has every cleaning step', () => {
  const cleaning = Object.values(stepSpecs)
    .filter((s) => s.kind === 'cleaning')
    .map((s) => s.id);
  expect(Object.keys(cleaningComputes).toSorted()).toEqual(cleaning.toSorted());
});

describe('the SQL that is shown', () => {
  let ours: Awaited<ReturnType<typeof duck>>;
  let theirs: Awaited<ReturnType<typeof strangersDuckDb>>;
  beforeAll(async () => {
    ours = await duck();
    theirs = await strangersDuckDb();
  });
  afterAll(async () => {
    theirs.close();
    await ours.close();
  });

  it.each(cleaningCases)('$id on $columns gives each cell of the engine', async (c) => {
    const cells = tables[c.table];
    const step = compute(c.step) as CleaningCompute<unknown>;
    const columns = cells.map(([name, type]) => [name, type] as const);
    const recipe = recipeOf({
      columns,
      steps: [[c.step, c.columns, c.params as Record<string, unknown>]],
    });
    const { code, lines } = sqlCode(recipe);
    expect(lines.get('s1')).toHaveLength(1);
    if (step.draws || step.second) return expect(code).toContain('Not in SQL');
    expect(code).not.toContain('Passed over');
    expect(isPlain(cells)).toBe(true);
    const input = { relation: relationOf(cells), columns: c.columns, params: c.params };
    const wanted = await ours.rows(step.relation(input as CleaningInput<unknown>));
    const found = theirs.run(code, new Map([['data.csv', csvOf(cells)]]));
    expect(found.map(([, values]) => values)).toEqual([...wanted.columns.values()]);
    expect(found.map(([name]) => `"${name.replaceAll('"', '""')}"`)).toEqual(
      [...wanted.columns.keys()].map(quotedName),
    );
  });
});
