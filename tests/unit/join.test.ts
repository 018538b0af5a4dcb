import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '#lib/data/clean.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { proposeMatch } from '#lib/data/matching.ts';
import { baseRelation, dropSource } from '#lib/data/relation.ts';
import { offerTable } from '#lib/data/second.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { cleaningPlaces } from '#lib/engine/cleaningPlaces.ts';
import { possiblePairs } from '#lib/recipe/joining.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { Recipe, Source } from '#lib/recipe/recipe.ts';
import { addedRow } from '#lib/recipe/rowNames.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

const csv = (name: string, ...lines: string[]) =>
  bytesFile(new TextEncoder().encode(lines.join('\n')), name);

const visits = csv(
  'visits.csv',
  'Patient ID,year,amount,shop',
  ...Array.from({ length: 60 }, (_, i) => `p${i % 20},${2020 + (i % 3)},${i / 8},s${i % 4}`),
);
const people = csv(
  'people.csv',
  'town,patient_id,year,shop,amount',
  ...Array.from({ length: 30 }, (_, i) => `t${i},p${i % 15},${2020 + Math.floor(i / 15)},s9,${i}`),
);

let sql: Sql;
let [first, second] = [] as unknown as [Source, Source];
beforeAll(async () => {
  sql = await openDuckDbNode();
  first = (await openFile(sql, visits)).source;
  second = (await openFile(sql, people)).source;
});
afterAll(() => sql.close());

const join = (params: Record<string, unknown>, columns = ['Patient ID', 'year']) => ({
  key: 'j',
  step: 'joinTable',
  version: 1,
  columns,
  params: parseParams(stepSpecs.joinTable.params, params, 'joinTable') as Record<string, unknown>,
  enabled: true,
});
const cleaned = (step: ReturnType<typeof join>) =>
  clean(sql, baseRelation(first), [step], stepComputes);

describe('a second table', () => {
  it('is matched by columns of alike names that share values, until no key is there twice', async () => {
    const tables = [baseRelation(first), baseRelation(second)] as const;
    expect(await proposeMatch(sql, ...tables, null)).toEqual([
      { left: 'Patient ID', right: 'patient_id' },
      { left: 'year', right: 'year' },
    ]);
    const others = await proposeMatch(sql, ...tables, 'Patient ID');
    expect(others.map((p) => p.left)).not.toContain('Patient ID');
    expect(others.map((p) => p.left)).toContain('year');
  });

  it('is not matched by measured numbers, nor by numbers with text', () => {
    const pairs = possiblePairs(
      [
        { name: 'a', type: 'number' },
        { name: 'b', type: 'integer' },
        { name: 'c', type: 'text' },
      ],
      [
        { name: 'A', type: 'number' },
        { name: 'x', type: 'integer' },
        { name: 'y', type: 'category' },
      ],
      9,
    );
    expect(pairs).toEqual([
      { left: 'b', right: 'x' },
      { left: 'c', right: 'y' },
    ]);
  });

  it('is read again when its rows are gone, and asked for by name where it is not at hand', async () => {
    const step = join({ source: second, rightOn: ['patient_id', 'year'] });
    const before = await cleaned(step);
    expect(before.steps[0]!.problem).toBeNull();
    const was = await loadTable(sql, before.relation);
    await dropSource(sql, second);
    const gone = (await cleaned(step)).steps[0]!;
    expect(gone.problem).toMatchObject({ code: 'file-missing', where: { file: 'people.csv' } });
    offerTable(sql, second, () => Promise.resolve(visits));
    expect((await cleaned(step)).steps[0]!.problem!.what).toContain('not the file');
    offerTable(sql, second, () => Promise.resolve(people));
    const again = await cleaned(step);
    expect(again.steps[0]!.problem).toBeNull();
    expect(await loadTable(sql, again.relation)).toEqual(was);
  });

  it('says what matched, what did not and what became several', async () => {
    const { steps, relation } = await cleaned(
      join({ source: second, rightOn: ['patient_id'], how: 'inner' }, ['Patient ID']),
    );
    expect(steps[0]).toMatchObject({ rowsBefore: 60, rowsAfter: 90, problem: null });
    expect(steps[0]!.events.map((e) => `${e.level} ${e.message}`)).toEqual([
      "INFO Added 4 columns of 'people.csv' by 'Patient ID': 45 of 60 rows found a match; 15 rows without one left out",
      'WARNING Made 90 rows of 60: 45 rows found several matches and are there once for each; rows made of one row belong together, so split by a group',
    ]);
    expect(relation.columns.map((c) => c.name).slice(4)).toEqual([
      'town',
      'year_2',
      'shop_2',
      'amount_2',
    ]);
    const { rid } = await loadTable(sql, relation);
    expect([...rid.slice(0, 6)]).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('adds the rows of the second table without a match, under names of their own', async () => {
    const to = { source: second, rightOn: ['patient_id'], take: ['town'] };
    const { steps, relation } = await cleaned(join({ ...to, how: 'right' }, ['shop']));
    expect(steps[0]).toMatchObject({ rowsBefore: 60, rowsAfter: 30, problem: null });
    expect(steps[0]!.events[0]!.message).toBe(
      "Added 1 column of 'people.csv' by 'shop': 0 of 60 rows found a match; 60 rows without one left out; 30 rows of it matched nothing and are added, with nothing in the other columns",
    );
    expect(relation.columns.map((c) => c.name)).toEqual([
      ...first.columns.map((c) => c.name),
      'town',
    ]);
    const { rid, table } = await loadTable(sql, relation);
    expect([...rid]).toEqual(Array.from({ length: 30 }, (_, i) => addedRow(1, i)));
    const shops = table.columns.get('shop')!;
    expect(shops.kind === 'category' && shops.levels[shops.codes[29]!]).toBe('p14');
    const outer = await cleaned(join({ ...to, how: 'outer' }, ['Patient ID']));
    expect(outer.steps[0]).toMatchObject({ rowsAfter: 105, problem: null });
    const twice = await clean(
      sql,
      baseRelation(first),
      [join({ ...to, how: 'right' }, ['shop']), join({ ...to, how: 'outer' }, ['shop'])],
      stepComputes,
    );
    expect(new Set((await loadTable(sql, twice.relation)).rid).size).toBe(30);
    const { newRows } = stepComputes.joinTable;
    const fresh = await clean(sql, baseRelation(first), [join({ ...to, how: 'outer' }, ['shop'])], {
      joinTable: newRows!,
    });
    expect(fresh.steps[0]).toMatchObject({ rowsAfter: 60, problem: null });
  });

  it('says that a match by the target brings the answer', () => {
    const params = join({ source: second, rightOn: ['town'] }).params as never;
    const made = stepComputes.joinTable.madeOf!(['shop'], params, first.columns);
    expect(made).toContainEqual({ name: 'amount_2', from: 'shop' });
    const recipe = {
      steps: [join({ source: second, rightOn: ['town'] }, ['shop'])],
      source: first,
    };
    const [place] = cleaningPlaces(recipe as unknown as Recipe, stepComputes);
    expect(place!.before.map((c) => c.name)).toEqual(first.columns.map((c) => c.name));
  });

  it('warns where nothing matches', async () => {
    const { steps } = await cleaned(join({ source: second, rightOn: ['town'] }, ['shop']));
    expect(steps[0]!.events[0]!.level).toBe('WARNING');
    expect(steps[0]!.events[0]!.message).toContain('0 of 60 rows found a match');
  });

  it.each([
    [{ source: null }, 'params-invalid'],
    [{ rightOn: ['patient_id'] }, 'params-invalid'],
    [{ rightOn: ['patient_id', 'nope'] }, 'column-missing'],
    [{ rightOn: ['patient_id', 'town'] }, 'column-kind'],
  ])('is refused in words with %j', async (params, code) => {
    const { problem } = (await cleaned(join({ source: second, ...params }))).steps[0]!;
    expect(problem).toMatchObject({ code, remedy: expect.stringMatching(/\.$/) });
  });

  it('joins a table with itself', async () => {
    const step = join({ source: first }, ['Patient ID']);
    const { steps } = await cleaned(step);
    expect(steps[0]).toMatchObject({ rowsAfter: 180, problem: null });
  });

  it('is asked for once, however many steps read it', () => {
    const step = join({ source: second });
    expect(secondTables([step, { ...step, key: 'again', enabled: false }])).toEqual([second]);
  });
});
