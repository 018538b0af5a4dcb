import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseRelation } from '#lib/data/relation.ts';
import type { CleaningLowering } from '#lib/codegen/lowering.ts';
import type { CleaningCompute, CleaningInput, Relation } from '#lib/engine/step.ts';
import { columnText } from '#lib/recipe/expression/tokens.ts';
import { fieldsOf } from '#lib/recipe/params.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { StepId } from '#lib/steps/specs.ts';
import { cases, compute, lowering, spec, tables, type Case } from '../oracle/steps/cases.ts';
import { duck, relationOf, type Rows } from '../oracle/steps/duck.ts';
import type { Cells } from '../oracle/steps/tables.ts';
import {
  agree,
  answered,
  changedByColumn,
  promise,
  rowsAffected,
  thrownBy,
} from './steps.support.ts';

type Cleaning = CleaningCompute<unknown>;

/** Their sines, logarithms, powers and moving sums come from each language's own library. */
const inexact: ReadonlyMap<StepId, number> = new Map([
  ['calculate', 1e-14],
  ['dateParts', 1e-14],
  ['mathTransform', 1e-14],
  ['pastRows', 1e-12],
]);

/** The parameters with columns under other names, in formulas too. */
function renamedIn({ step, params }: Case, names: ReadonlyMap<string, string>): typeof params {
  const fields = fieldsOf(spec(step).params);
  const words = fields
    .filter((f) => f.options !== undefined && f.kind !== 'columnWords')
    .map((f) => f.name);
  const formulas = fields.filter((f) => f.kind === 'formula');
  const word = /"[^"]*"|\[[^\]]*\]|[A-Za-z]+/g;
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    return typeof value === 'string' ? (names.get(value) ?? value) : value;
  };
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      formulas.some((f) => f.name === name)
        ? String(value).replace(word, (found) => {
            const to = names.get(found.replace(/^\[|\]$/g, ''));
            return to === undefined ? found : columnText(to);
          })
        : words.includes(name)
          ? value
          : renamed(value),
    ]),
  );
}

/** Plain data, so that it can be compared. */
const secondOf = (source: Source): Relation => {
  const { from, columns } = baseRelation(source);
  return { from, columns };
};

const cleaningCases = cases.filter((c) => spec(c.step).kind === 'cleaning');

describe('in DuckDB', () => {
  let db: Awaited<ReturnType<typeof duck>>;
  beforeAll(async () => {
    db = await duck();
  });
  afterAll(() => db.close());

  describe.each(cleaningCases)('$id on $columns', (c) => {
    const step = compute(c.step) as Cleaning;
    // What a step draws is not asked for where only its text counts.
    const place = {
      columns: c.columns,
      params: c.params,
      ...(step.draws && { drawn: 'drawn_before' }),
      ...(step.second && { second: secondOf(step.second(c.params)) }),
    };
    const inputOf = (cells: Cells) =>
      db.drawn({ relation: relationOf(cells), ...place } as CleaningInput<unknown>, step);
    const run = async (cells: Cells): Promise<Rows> => db.rows(step.relation(await inputOf(cells)));
    const keeps = promise.bind(null, c);
    const cells = tables[c.table];

    keeps('leaves its input as it was', () => {
      const relation = relationOf(cells);
      const input = { relation: structuredClone(relation), ...structuredClone(place) };
      step.relation(input);
      step.counts(input);
      expect(input).toEqual({ relation, ...place });
    });

    keeps('gives the same answer twice', async () => {
      expect(await run(cells)).toEqual(await run(cells));
    });

    keeps('carries no text of the user into SQL', () => {
      const names = cells.map(([name]) => name);
      const hostile = new Map(names.map((name, k) => [name, `"'; DROP TABLE t${k}; --`]));
      const relation: Relation = relationOf(cells.map(([n, t, v]) => [hostile.get(n)!, t, v]));
      const input = {
        relation,
        ...place,
        columns: place.columns.map((n) => hostile.get(n)!),
        params: renamedIn(c, hostile),
      };
      const sql = [
        step.relation(input).from,
        ...step.counts(input).values(),
        ...(step.samples?.(input).values() ?? []),
      ];
      expect(sql.join('\n')).not.toContain('DROP');
    });

    keeps('names a missing column, with a remedy', () => {
      const detail = thrownBy(() =>
        step.relation({ relation: relationOf(cells), ...place, columns: ['wieght'] }),
      );
      expect(detail).toMatchObject({
        code: 'column-missing',
        where: { column: 'wieght' },
        remedy: expect.stringMatching(/\.$/),
      });
    });

    keeps('cleans an empty, a missing, a constant and a single-row table', async () => {
      const only = (rows: number, cell: (v: Cells[number][2]) => Cells[number][2][number]): Cells =>
        cells.map(([n, t, v]) => [n, t, Array.from({ length: rows }, () => cell(v))]);
      const [none, missing, constant, one] = [
        await run(only(0, () => null)),
        await run(only(3, () => null)),
        await run(only(3, (v) => v[0]!)),
        await run(only(1, (v) => v[0]!)),
      ];
      const { removesRows } = lowering(c.step) as CleaningLowering<unknown>;
      const fewer = removesRows ? [0] : [];
      expect(none.rid).toEqual([]);
      expect([...fewer, 1]).toContain(one.rid.length);
      for (const found of [missing, constant]) expect([...fewer, 1, 3]).toContain(found.rid.length);
      // A formula may give a value to what is missing; other cells stay as they are.
      for (const [name] of cells)
        expect((missing.columns.get(name) ?? []).every((cell) => cell === null)).toBe(true);
    });

    keeps('cleans one row as it cleans that row among many', async () => {
      const all = await run(cells);
      for (const i of cells[0]![2].keys()) {
        const one = await run(cells.map(([n, t, v]) => [n, t, [v[i]!]]));
        const at = all.rid.indexOf(i);
        expect([...one.columns].map(([name, [cell]]) => [name, cell])).toEqual(
          [...all.columns].map(([name, found]) => [name, found[at]]),
        );
      }
    });

    keeps('reports as many cells or rows as it changes', async () => {
      const input = await inputOf(cells);
      const counts = await db.counts(step.counts(input), input.relation.from);
      const [before, after] = [await db.rows(input.relation), await run(cells)];
      const events = step.report(input, counts, 'done');
      const total = [...rowsAffected(events, before.columns).values()].reduce((a, b) => a + b, 0);
      const removed = before.rid.length - after.rid.length;
      const at = after.rid.map((rid) => before.rid.indexOf(rid));
      const kept = new Map([...before.columns].map(([n, v]) => [n, at.map((i) => v[i]!)]));
      const changed = [...changedByColumn(kept, after.columns).values()].reduce((a, b) => a + b, 0);
      const lost = events.filter((e) => e.meta['col'] === undefined);
      expect(total).toBe(changed);
      expect(lost.reduce((n, e) => n + Number(e.meta['rows_affected']), 0)).toBe(removed);
    });

    keeps('would do what it does', () => {
      const input = { relation: relationOf(cells), ...place };
      const counts = new Map([...step.counts(input).keys()].map((name, k) => [name, k + 1]));
      const [would, done] = [
        step.report(input, counts, 'would'),
        step.report(input, counts, 'done'),
      ];
      expect(would.map(({ meta }) => meta)).toEqual(done.map(({ meta }) => meta));
      for (const { message } of would) expect(message).toMatch(/^Would [a-z]/);
      for (const { message } of done) expect(message).toMatch(/^[A-Z][a-z]+ /);
    });

    keeps('says what types its columns have', async () => {
      const { columns } = step.relation({ relation: relationOf(cells), ...place });
      const found = lowering(c.step);
      const facts = cells.map(([name, type]) => ({ name, type }));
      if (found.kind !== 'cleaning') throw new Error('a learned lowering');
      const expected = found.columnsAfter?.(facts, c.columns, c.params) ?? facts;
      expect(columns.map(({ name, type }) => ({ name, type }))).toEqual(expected);
      const { columns: values } = await run(cells);
      for (const { name, type } of columns)
        for (const cell of values.get(name)!)
          if (cell !== null)
            expect(typeof cell).toBe(['number', 'integer'].includes(type) ? 'number' : 'string');
    });

    keeps('agrees with pandas on awkward data', async () => {
      const ours = await run(cells);
      const { rid, names, cells: theirs } = answered[c.id]!;
      expect(ours.rid).toEqual(rid);
      expect([...ours.columns.keys()]).toEqual(names);
      agree(
        ours.columns,
        new Map(names!.map((name, j) => [name, theirs![j]!])),
        inexact.get(c.step) ?? 0,
      );
    });
  });

  it('quotes what a cast does not understand', async () => {
    const step = compute('cast') as Cleaning;
    const input = {
      relation: relationOf(tables.readings),
      columns: ['flag'],
      params: { to: 'boolean' },
    };
    const counts = await db.counts(step.counts(input), input.relation.from);
    const samples = await db.samples(step.samples!(input), input.relation.from);
    const { level, message } = step.report(input, counts, 'would', samples)[1]!;
    expect(`${level} ${message}`).toBe(
      "WARNING Would empty 8 values of 'flag' that are not truth values, such as '-1', '1.00', '2'",
    );
  });
});
