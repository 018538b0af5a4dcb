import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CleaningCompute, CleaningInput } from '#lib/engine/step.ts';
import { compute } from '../oracle/steps/cases.ts';
import { duck, relationOf } from '../oracle/steps/duck.ts';
import type { Cells } from '../oracle/steps/tables.ts';

let sql: Awaited<ReturnType<typeof duck>>;
beforeAll(async () => {
  sql = await duck();
});
afterAll(() => sql.close());

/** Customers: the second is the first written otherwise, the third is it to the letter; a day and a name tell the others apart. */
const customers: Cells = [
  ['name', 'text', ['Smith, John', 'JOHN smith!', 'Smith, John', 'İpek Öz', 'i̇pek öz', 'Smith']],
  ['paid', 'number', [99.6, 100.4, 99.6, 5, 5, 100]],
  ['since', 'date', ['2024-01-02', '2024-01-02', '2024-01-02', '2024-02-01', '2024-01-02', null]],
];

it('keeps one of rows with the same words and numbers that round alike, and shows the pairs', async () => {
  const near = compute('dropNearDuplicates') as CleaningCompute<unknown>;
  const relation = relationOf(customers);
  const said = async (params: { keep: 'first' | 'last'; tolerance: number }, columns: string[]) => {
    const input = { relation, columns, params } as CleaningInput<unknown>;
    const { rid } = await sql.rows(near.relation(input));
    const counts = await sql.counts(near.counts(input), relation.from);
    const samples = await sql.samples(near.samples!(input), relation.from);
    return { rid, message: near.report(input, counts, 'would', samples)[0]!.message };
  };
  // A date's parts are no words: the first of February is not the second of January.
  expect((await said({ keep: 'first', tolerance: 0 }, [])).rid).toEqual([0, 1, 3, 4, 5]);
  const first = await said({ keep: 'first', tolerance: 1 }, []);
  expect(first.rid).toEqual([0, 3, 4, 5]);
  expect(first.message.replaceAll('\u00a0', ' ')).toBe(
    "Would remove 2 rows nearly the same as an earlier one, 1 of them to the letter: row 2 ('JOHN smith!') like row 1 ('Smith, John'), row 3 ('Smith, John') like row 1 ('Smith, John')",
  );
  expect((await said({ keep: 'last', tolerance: 1 }, [])).rid).toEqual([2, 3, 4, 5]);
  expect((await said({ keep: 'first', tolerance: 0 }, ['name'])).rid).toEqual([0, 3, 5]);
});
