import * as v from 'valibot';
import { columnTypes } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { columnsBy } from '../renumber.ts';
import { queriedColumns } from './queried.ts';

export const querySql = defineStep({
  id: 'querySql',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Query the table with SQL',
  summary:
    'Makes the table that one SELECT over “table” gives, run by DuckDB; every row stays known by the row of the file that it was made of.',
  params: v.strictObject({
    query: v.optional(
      v.pipe(
        v.string(),
        v.metadata({ query: true }),
        v.title('Query'),
        v.description(
          'One SELECT … FROM table, with WITH before it where it is wanted; it reads no file and calls nothing whose answer changes.',
        ),
      ),
      'SELECT * FROM table',
    ),
    types: v.optional(
      v.pipe(
        v.array(v.strictTuple([v.string(), v.picklist(columnTypes)])),
        v.metadata({ table: true }),
        v.title('What new columns hold'),
        v.description(
          'For each column that the query works out: number, integer, category, text, boolean, date or datetime. Columns that it only names keep theirs.',
        ),
      ),
      [],
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  columnsAfter: columnsBy((before, _columns, params) => queriedColumns(before, params)),
  action: { type: 'sql', params: {} },
  suggest: () => [],
  describe: (_columns, { query }) => ({
    title: 'Query the table',
    effect: clipped(query.replace(/\s+/g, ' ').trim()) || 'no query yet',
  }),
  examples: [
    { params: {}, why: 'Every row and column as it is.' },
    {
      params: {
        query:
          'SELECT code, upper(place) AS "Ort ""x""", code * 2 + 0.5 AS twice, CASE WHEN seen = \'True\' THEN \'it\'\'s seen\' END AS "table" FROM table WHERE year > 1900 OR year IS NULL -- no more',
        types: [
          ['Ort "x"', 'text'],
          ['twice', 'number'],
          ['table', 'category'],
        ],
      },
      why: 'Columns worked out of their row, and rows chosen by a condition.',
    },
    {
      params: {
        query:
          'SELECT seen, count(*) AS n, avg(t.code) AS mean, min(place) AS place FROM table AS t GROUP BY seen HAVING count(*) > 0 ORDER BY n DESC',
        types: [
          ['n', 'integer'],
          ['mean', 'number'],
          ['place', 'category'],
        ],
      },
      why: 'One row for each value, with what is known of all of them.',
    },
    {
      params: {
        query:
          'WITH totals AS (SELECT seen, max(code) AS most FROM table GROUP BY seen) SELECT t.* EXCLUDE (born, "at"), most, row_number() OVER (PARTITION BY t.seen ORDER BY year) AS nth FROM table t LEFT JOIN totals ON totals.seen IS NOT DISTINCT FROM t.seen ORDER BY year DESC LIMIT 20',
        types: [
          ['most', 'number'],
          ['nth', 'integer'],
        ],
      },
      why: 'What is known of the group beside each of its rows.',
    },
  ],
});

const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
