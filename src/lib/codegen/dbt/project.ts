import type { TableProfile } from '#lib/recipe/profile.ts';
import { commentText, quotedName } from '../sql/names.ts';
import { readingOf } from '../sql/reading.ts';
import { readParts, selectLines, type SqlPart, type SqlQuery } from '../sql/script.ts';
import { markdownText, yamlScalar } from '../text.ts';

/** What a dbt project is made of beside its query. */
interface DbtAsk {
  readonly query: SqlQuery;
  /** The experiment's name: the user's text. */
  readonly name: string;
  /** A name of small letters and underscores. */
  readonly slug: string;
  readonly profile: TableProfile | null;
}

/** Name → text of a dbt project for DuckDB: a model for reading, typing and each cleaning step, and one with all. */
export function dbtProject(ask: DbtAsk): Map<string, string> {
  const { query, slug } = ask;
  const reading = readingOf(
    query.source,
    query.cells.map((c) => c.id),
  );
  const parts = [...readParts(query, reading), ...query.parts];
  const models = parts.map((part, i): readonly [string, string] => [
    `models/${modelOf(slug, part)}.sql`,
    modelSql(part, i === 0 ? null : modelOf(slug, parts[i - 1]!), parts[i - 1]?.name ?? null),
  ]);
  const last = modelOf(slug, parts.at(-1)!);
  return new Map([
    ['dbt_project.yml', projectYml(slug)],
    ['profiles.yml', profilesYml(slug)],
    ...models,
    [`models/${slug}.sql`, tableSql(query, last)],
    ['models/schema.yml', schemaYml(ask)],
    ['requirements.txt', 'dbt-core==1.10.23\ndbt-duckdb==1.10.1\nduckdb==2.0.0\n'],
    ['README.md', readme(ask, reading.why)],
  ]);
}

const modelOf = (slug: string, { name }: SqlPart): string => `${slug}__${name}`;

/** What dbt's templates would take for their own begins with a brace: such a brace is written by a template. */
const plain = (text: string): string => text.replace(/\{(?=[{%#])/g, "{{ '{' }}");

function modelSql(part: SqlPart, before: string | null, name: string | null): string {
  const comments = part.words.map((w) => plain(`-- ${commentText(w)}`));
  const select = plain(selectLines(part.sql).join('\n'));
  const from =
    before === null ? '' : `WITH ${name!} AS (\n    SELECT * FROM {{ ref('${before}') }}\n)\n`;
  return `${comments.join('\n')}\n${from}${select}\n`;
}

function tableSql({ columns, unsaid }: SqlQuery, from: string): string {
  const seen = new Set<string>();
  const items = columns.map(({ id, name }) => {
    // A table's columns differ in more than case.
    const free = name !== '' && !seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return free ? `    ${id} AS ${plain(quotedName(name))}` : `    ${id}`;
  });
  const left = unsaid.flatMap(({ words }) => words.map((w) => plain(`-- ${commentText(w)}`)));
  return [
    "{{ config(materialized='table') }}",
    '-- The table after the cleaning steps, columns by their own names.',
    'SELECT',
    items.join(',\n'),
    `FROM {{ ref('${from}') }}`,
    'ORDER BY rid',
    ...left,
    '',
  ].join('\n');
}

const projectYml = (slug: string): string => `name: ${slug}
version: "1.0.0"
profile: ${slug}
model-paths:
  - models
models:
  ${slug}:
    +materialized: view
`;

const profilesYml = (slug: string): string => `${slug}:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: ${slug}.duckdb
      threads: 1
`;

/** What held of every row of the file when it was profiled, as tests of the typed cells. */
function schemaYml({ query, slug, profile }: DbtAsk): string {
  const known = new Map(profile?.columns.map((c) => [c.name, c]));
  const columns = query.cells.flatMap(({ id, name }) => {
    const found = known.get(name);
    const tests: string[] = [];
    if (found && found.missing === 0 && found.misfits === 0) tests.push('          - not_null');
    const levels = found?.top.map((t) => t.value) ?? [];
    // dbt puts values between quotes as they are.
    const safe = levels.every((level) => /^[\w .,+-]*$/.test(level));
    if (
      found &&
      !found.number &&
      found.type === 'category' &&
      safe &&
      found.distinct <= levels.length
    )
      tests.push(
        '          - accepted_values:',
        '              arguments:',
        `                values: [${levels.map(yamlScalar).join(', ')}]`,
      );
    return tests.length === 0 ? [] : [`      - name: ${id}`, '        data_tests:', ...tests];
  });
  return [
    'version: 2',
    'models:',
    `  - name: ${slug}__typed`,
    '    description: "The cells of the file as values; the tests are what held when it was profiled."',
    ...(columns.length > 0 ? ['    columns:', ...columns] : []),
    `  - name: ${slug}`,
    '    description: "The table after the cleaning steps."',
    '',
  ].join('\n');
}

const readme = (
  { name, query: { source } }: DbtAsk,
  why: string | null,
): string => `# Cleaning with dbt and DuckDB, made with Tabwise

- Experiment: ${markdownText(name)}
- File: ${markdownText(source.file.name)}

${why === null ? 'Put the file into this folder.' : `${markdownText(why)} Write its cells as CSV with \`tabwise convert FILE --to csv --raw\`, and put that CSV into this folder under the name that the first model reads.`}

\`\`\`sh
python -m pip install -r requirements.txt
dbt build --profiles-dir .
\`\`\`

One model reads the file, one gives its cells types, each cleaning step is one more, and the last is the table. Steps that learn from training rows are not here: the project has them. \`threads: 1\` keeps sums of groups the same to the last digit.
`;
