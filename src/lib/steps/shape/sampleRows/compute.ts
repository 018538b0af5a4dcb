import { RandomState } from '#lib/engine/random.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning } from '#lib/engine/step.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { sampleRows as spec } from './spec.ts';

/** The rows of pandas' df.sample(n, frac, random_state), in the order of the table. */
export const sampleRows = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  draws({ n, frac, randomState }, rows) {
    const size = n === null ? halfToEven(frac * rows) : Math.min(n, rows);
    if (size === 0) return new Int32Array(0);
    return new RandomState(randomState).choice(rows, size, false).sort();
  },

  relation({ relation, columns, drawn }) {
    relationColumns(relation, columns, 'sampleRows');
    const ids = ['rid', ...relation.columns.map((c) => sqlName(c.id))].join(', ');
    const placed = `(SELECT ${ids}, row_number() OVER (ORDER BY rid) - 1 AS place FROM ${relation.from})`;
    const from = `${placed} WHERE place IN (SELECT place FROM ${drawnTable(drawn)})`;
    return { from: select({ ...relation, from }, relation.columns), columns: relation.columns };
  },

  counts: ({ drawn }) =>
    new Map([
      ['rows', 'count(*)'],
      ['kept', `coalesce(max((SELECT count(*) FROM ${drawnTable(drawn)})), 0)`],
    ]),

  report(_, counts, mood) {
    const [rows, kept] = [counts.get('rows') ?? 0, counts.get('kept') ?? 0];
    const message = `${verb(mood, 'drawn')} ${kept} of ${counted(rows, 'row')}; the others are left out`;
    return [effect('sample_rows', message, { rows_affected: rows - kept })];
  },
});

function drawnTable(drawn: string | undefined): string {
  if (drawn !== undefined) return sqlName(drawn);
  throw new EngineError({
    code: 'unexpected',
    what: 'No rows were drawn for the sample',
    where: { step: 'sampleRows' },
    remedy: 'Nothing was changed. Export the project and report it.',
  });
}

/** Python's round(): halves go to the even neighbour. */
function halfToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
