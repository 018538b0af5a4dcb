import type { EngineError } from '#lib/recipe/errors.ts';
import { sqlFault } from '#lib/recipe/sql/fault.ts';

const readings: readonly (readonly [
  RegExp,
  (found: RegExpExecArray) => readonly [string, string],
])[] = [
  [
    /Referenced column "([^"]*)" not found/,
    ([, name]) => [
      `The query names “${name!}”, and there is no such column`,
      'Use a column of the table; names with blanks or marks stand in "…".',
    ],
  ],
  [
    /Ambiguous reference to column name "([^"]*)"/,
    ([, name]) => [
      `“${name!}” stands in two parts of the query`,
      'Say which one: table.name, or the name of the part.',
    ],
  ],
  [
    /column "?([^"]*?)"? must appear in the GROUP BY clause/,
    ([, name]) => [
      `“${name!}” is neither grouped by nor summed up`,
      'Write it in GROUP BY, or within min(…), max(…) or another sum.',
    ],
  ],
  [
    /syntax error at or near "([^"]*)"/,
    ([, near]) => [
      `The query cannot be read at “${near!}”`,
      'Look at commas, brackets and the order of SELECT, FROM, WHERE, GROUP BY, ORDER BY.',
    ],
  ],
  [
    /syntax error at end of input/,
    () => ['The query ends too early', 'Look for a bracket or a clause that is not finished.'],
  ],
  [
    /No function matches the given name and argument types '([^']*)'/,
    ([, call]) => [
      `“${call!}” does not take what it is given`,
      'Numbers are DOUBLE and all else is VARCHAR: turn one into the other by CAST(… AS …).',
    ],
  ],
  [
    /Could(?:n't| not) convert string '((?:[^']|'')*)' to (\w+)/i,
    ([, text, to]) => [
      `“${text!.slice(0, 40)}” is no ${to!}`,
      'Write TRY_CAST(… AS …): what does not fit becomes missing.',
    ],
  ],
  [
    /More than one row returned by a subquery/,
    () => [
      'A SELECT in brackets gives more than one row where one is wanted',
      'Sum it up, by max for example.',
    ],
  ],
];

/** What DuckDB says of a query, in plain words; its own first line where it is none of the usual. */
export function queryFault(query: string, message: string): EngineError {
  for (const [pattern, words] of readings) {
    const found = pattern.exec(message);
    if (found) return sqlFault(...words(found));
  }
  const own = message
    .split('\n')[0]!
    .replace(/^\w+ Error: /, '')
    .replaceAll('rows of the table', 'table');
  return sqlFault(
    `The query does not run: ${own.slice(0, 200)}`,
    query.trim() === ''
      ? 'Write SELECT … FROM table.'
      : 'Change the query; the words are those of DuckDB.',
  );
}
