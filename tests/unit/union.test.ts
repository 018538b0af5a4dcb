import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '#lib/data/clean.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { proposedMapping } from '#lib/recipe/appending.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { addedRow, placeOfRow } from '#lib/recipe/rowNames.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';

const csv = (name: string, ...lines: string[]) =>
  bytesFile(new TextEncoder().encode(lines.join('\n')), name);

const march = csv(
  'march.csv',
  'Order No,price,paid,note',
  ...Array.from({ length: 40 }, (_, i) => `${i},${i / 4},${i % 2 ? 'yes' : 'no'},n${i}`),
);
const april = csv(
  'april.csv',
  'order_no,price,Paid,town',
  ...Array.from(
    { length: 25 },
    (_, i) => `${i},${i % 5 ? `${i}.5` : 'free'},${i % 3 ? 'yes' : 'no'},t${i % 4}`,
  ),
);

let sql: Sql;
let [first, second] = [] as unknown as [Source, Source];
beforeAll(async () => {
  sql = await openDuckDbNode();
  first = (await openFile(sql, march)).source;
  second = (await openFile(sql, april)).source;
});
afterAll(() => sql.close());

const step = (id: StepId, params: Record<string, unknown>, columns: string[] = []): RecipeStep => ({
  key: id + JSON.stringify(params).length,
  step: id,
  version: 1,
  columns,
  params: parseParams(stepSpecs[id].params, params, id) as Record<string, unknown>,
  enabled: true,
});
const append = (params: Record<string, unknown>) =>
  step('appendTable', { source: second, ...params });
const cleaned = (...steps: RecipeStep[]) => clean(sql, baseRelation(first), steps, stepComputes);

describe('the rows of a second table', () => {
  const mapping = [
    ['order_no', 'Order No'],
    ['Paid', 'paid'],
  ];

  it('fill columns that are called alike but for case and blanks', () => {
    expect(proposedMapping(first.columns, second.columns)).toEqual(mapping);
    const twins = [{ name: 'order-no' }, { name: 'ORDER NO' }];
    expect(proposedMapping(first.columns, twins)).toEqual([]);
    expect(proposedMapping(twins, second.columns)).toEqual([]);
  });

  it('come below, with what only one side has empty on the other, and all of it told', async () => {
    const { steps, relation } = await cleaned(append({ mapping, origin: 'month' }));
    expect(steps[0]).toMatchObject({ problem: null, rowsBefore: 40, rowsAfter: 65 });
    expect(steps[0]!.events.map((e) => `${e.level} ${e.message}`)).toEqual([
      "INFO Added 25 rows of 'april.csv' below 40, 3 of 6 columns filled from both",
      "INFO Made 1 column that only 'april.csv' has, empty in the 40 rows here: 'town'",
      "INFO Left 1 column empty in the 25 rows of 'april.csv', which has no 'note'",
      "WARNING Read 'price' of the second table as numbers: it is category there and number here; 5 values that are none become missing",
    ]);
    const { table, rid } = await loadTable(sql, relation);
    expect([...table.columns.keys()]).toEqual([
      'Order No',
      'price',
      'paid',
      'note',
      'month',
      'town',
    ]);
    const price = table.columns.get('price')!;
    if (price.kind !== 'number') throw new Error('price is no number');
    expect([...price.values.slice(38, 42)]).toEqual([9.5, 9.75, NaN, 1.5]);
    const month = table.columns.get('month')!;
    if (month.kind !== 'category') throw new Error('month is no text');
    expect([39, 40].map((i) => month.levels[month.codes[i]!])).toEqual(['first', 'april.csv']);
    expect([...rid.slice(38, 42)]).toEqual([38, 39, addedRow(1, 0), addedRow(1, 1)]);
    expect(new Set(rid).size).toBe(65);
  });

  it('have names that no other row has, through what sorts, sums up and appends again', async () => {
    const origin = { mapping, origin: 'month' };
    const again = append({ ...origin, leaveOut: ['town'] });
    const { relation, steps } = await cleaned(
      append(origin),
      step('sortRows', { by: [['Order No', 'descending']] }, ['Order No']),
      again,
      step('groupRows', { size: 'n' }, ['month', 'Order No']),
    );
    expect(steps.map((s) => s.problem)).toEqual([null, null, null, null]);
    const { rid, table } = await loadTable(sql, relation);
    const n = table.columns.get('n')!;
    if (n.kind !== 'number') throw new Error('n is no number');
    expect(table.rows).toBe(65);
    expect([...new Set(n.values)].sort()).toEqual([1, 2]);
    const places = Array.from(rid, placeOfRow);
    expect(places.filter((p) => p.nth === 1)).toHaveLength(25);
    expect(places.filter((p) => p.nth === 0)).toHaveLength(40);
    const twice = await loadTable(sql, (await cleaned(append(origin), again)).relation);
    expect(twice.rid.at(-1)).toBe(addedRow(2, 24));
    expect(new Set(twice.rid).size).toBe(90);
  });

  it('are not added to rows that are to be predicted, whose columns are the same', async () => {
    const asked = append({ mapping, origin: 'month', here: 'march' });
    const { newRows } = stepComputes.appendTable;
    const { relation, steps } = await clean(sql, baseRelation(first), [asked], {
      appendTable: newRows!,
    });
    expect(steps[0]).toMatchObject({ problem: null, rowsAfter: 40 });
    const { table, rid } = await loadTable(sql, relation);
    expect([...rid]).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const whole = await cleaned(asked);
    expect(relation.columns.map(({ name, type }) => ({ name, type }))).toEqual(
      whole.relation.columns.map(({ name, type }) => ({ name, type })),
    );
    const month = table.columns.get('month')!;
    expect(month.kind === 'category' && month.levels).toEqual(['march']);
  });

  it.each([
    [{ source: null }, 'params-invalid'],
    [{ mapping: [['nope', 'price']] }, 'column-missing'],
    [{ leaveOut: ['nope'] }, 'column-missing'],
    [{ mapping: [['town', 'price']] }, 'params-invalid'],
    [{ origin: 'Order No' }, 'column-kind'],
    [{ origin: 'town' }, 'params-invalid'],
  ])('are refused in words with %j', async (params, code) => {
    const { problem } = (await cleaned(append(params))).steps[0]!;
    expect(problem).toMatchObject({ code, remedy: expect.stringMatching(/\.$/) });
  });
});
