import { describe, expect, it } from 'vitest';
import { file, json } from '../contract/cli.support.ts';
import { openTable, profileOf } from '../../cli/open.ts';

/** Who just came has paid nothing yet; some of the others hide their age behind a 0. */
function customers(paidAt: (i: number) => boolean = () => false): string {
  const lines = ['months,price,paid,ticket,plan,age,left'];
  for (let i = 0; i < 240; i += 1) {
    const months = i % 30 === 0 ? 0 : 1 + ((i * 37) % 60);
    const price = 15 + ((i * 53) % 80);
    const paid = months === 0 || paidAt(i) ? '' : (months * price).toFixed(2);
    const plan = i % 24 === 5 ? 'none' : 'abc'[i % 3]!;
    const ticket = plan === 'none' ? '' : String(200 + ((i * 31) % 90));
    const age = i % 12 === 7 ? 0 : 35 + ((i * 41) % 37);
    lines.push([months, price, paid, ticket, plan, age, i % 4 === 1 ? 'yes' : 'no'].join(','));
  }
  return lines.join('\n');
}

async function profileText(text: string) {
  const { sql, opened } = await openTable(file('gaps.csv', text), () => undefined);
  try {
    return await profileOf(sql, opened.source);
  } finally {
    await sql.close();
  }
}

interface Said {
  readonly steps: readonly {
    readonly id: string;
    readonly target_columns: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
    readonly confidence: number;
    readonly rationale: string;
  }[];
}

describe('gaps that another column accounts for', () => {
  it('are told with the column and its value: a 0, or a level', async () => {
    const { gapCauses } = await profileText(customers());
    expect(gapCauses).toEqual([
      { column: 'paid', where: 'months', value: '0', cells: 8 },
      { column: 'ticket', where: 'plan', value: 'none', cells: 10 },
    ]);
  });

  it('are no such where one gap stands elsewhere, or one such row has a value', async () => {
    const one = (await profileText(customers((i) => i === 7))).gapCauses ?? [];
    expect(one.map((g) => g.column)).toEqual(['ticket']);
    // As many gaps as zeros: each in another row, and all but one in the same.
    for (const gap of [
      (i: number) => i % 10 === 1,
      (i: number) => (i ? i % 10 === 0 : false) || i === 3,
    ]) {
      const rows = Array.from({ length: 60 }, (_, i) => `${i % 10 ? i : 0},${gap(i) ? '' : i}`);
      expect((await profileText(['x,y', ...rows].join('\n'))).gapCauses).toBeUndefined();
    }
  });

  it('are suggested to be 0 where the other is 0; a filler is suggested, and never taken unasked', async () => {
    const { steps } = await json<Said>(
      'suggest',
      file('customers.csv', customers()),
      '--target',
      'left',
    );
    const paid = steps.find((s) => s.target_columns.includes('paid'))!;
    expect([paid.params, paid.rationale]).toEqual([
      { strategy: 'zero' },
      expect.stringMatching(/8 cells.* where months is 0 and in no other/),
    ]);
    const mark = steps.find((s) => s.id.startsWith('mark-missing'))!;
    expect([mark.target_columns, mark.params]).toEqual([['age'], { values: ['0'] }]);
    expect(mark.confidence).toBeLessThan(0.6);
    expect(mark.rationale).toMatch(/20 cells of age/);
  });
});
