import type { FittedRun } from '#lib/recipe/run.ts';
import { sqlNumber, type SqlId, type SqlSaid, type SqlSpeech, type SqlStage } from './fitted.ts';
import { sqlLiteral } from './names.ts';
import { selectLines, sqlScript, type SqlPart, type SqlQuery } from './script.ts';

/** What predict.sql is made of: the query of the cleaning steps, names for it, and a run. */
export interface SqlModelAsk {
  readonly query: SqlQuery;
  readonly run: FittedRun;
  readonly params: Readonly<Record<string, unknown>>;
  readonly speech: SqlSpeech;
  /** Gives each text a name that the query has not. */
  readonly name: SqlId;
  /** A learned step in words, by its place. */
  readonly words: (place: number) => string;
}

/** Why the trained model cannot leave as SQL, as a sentence; or null. */
export function unqueryable({
  run,
  params,
  speech,
}: Omit<SqlModelAsk, 'query' | 'name' | 'words'>): string | null {
  if (run.cut?.groups)
    return `Its label has a threshold for each group by ${run.cut.groups.columns.join(' and ')}, which the query does not say. Take model.mjs or the Python project.`;
  for (const { step, params: own, state } of run.steps) {
    const why = refusal(speech.steps[step], own, state);
    if (why !== null)
      return `The step ${step} has no SQL as it was learned: ${why}. Take model.onnx or the Python project.`;
  }
  const why = refusal(speech.models[run.model], params, run.modelState);
  return why === null
    ? null
    : `The trained model ${run.model} has no SQL: ${why}. Take model.onnx or the Python project.`;
}

function refusal(
  said: SqlSaid<unknown> | undefined,
  params: unknown,
  state: unknown,
): string | null {
  if (said === undefined) return 'this version of Tabwise does not say it';
  return typeof said === 'string' ? said : (said.refuses?.(params, state) ?? null);
}

const sayOf = <Said>(said: SqlSaid<Said>): Said => (said as { readonly say: Said }).say;

/** predict.sql: reading, cleaning, what the steps learned, and the model, as one query. */
export function predictSql(ask: SqlModelAsk): string {
  const { query, run, speech, name } = ask;
  const ids = new Map(query.columns.map((c) => [c.name, c.id]));
  const parts: SqlPart[] = [...query.parts];
  let from = parts.at(-1)?.name ?? 'typed';
  const add = (part: Omit<SqlPart, 'key' | 'name'>, called: string): void => {
    parts.push({ ...part, key: null, name: name(called) });
    from = parts.at(-1)!.name;
  };
  run.steps.forEach((fitted, place) => {
    const { set, drop } = sayOf(speech.steps[fitted.step]!)(fitted, (n) => ids.get(n)!);
    const sql = afterStep({ ids, name, set, drop, from });
    if (sql !== null) add({ words: [ask.words(place), learned], sql }, fitted.step);
  });
  const { stages, values } = sayOf(speech.models[run.model]!)(run.modelState, {
    features: run.features.map((n) => ids.get(n)!),
    classes: run.classes,
    id: name,
  });
  for (const stage of stages)
    add({ words: [stage.words], sql: '', lines: linesOf(stage, from) }, 'scored');
  const answers = answersOf(run, values);
  add(
    {
      words: [
        run.classes
          ? 'The answer for each row, and probabilities in the order of the labels.'
          : 'The answer for each row.',
      ],
      sql: `SELECT rid, ${answers.join(', ')} FROM ${from}`,
    },
    'answered',
  );
  const told = [
    { id: 'rid', name: 'row' },
    { id: 'prediction', name: 'prediction' },
    ...(run.classes ? [{ id: 'probabilities', name: 'probabilities' }] : []),
  ];
  return sqlScript({ ...query, parts, columns: told, unsaid: [], title, command: 'predict.sql' })
    .code;
}

const title =
  'The model as it was trained in the browser, as one query for DuckDB 1.4; made by Tabwise.';
const learned = 'With what it learned of the training rows.';

interface After {
  readonly ids: Map<string, string>;
  readonly name: SqlId;
  readonly set: readonly (readonly [string, string])[];
  readonly drop: readonly string[];
  readonly from: string;
}

/** The SELECT of a step, which names its new columns; null where it changes nothing. */
function afterStep({ ids, name, set, drop, from }: After): string | null {
  const gone = drop.filter((n) => !set.some(([made]) => made === n)).map((n) => ids.get(n)!);
  for (const n of drop) if (!set.some(([made]) => made === n)) ids.delete(n);
  const changed = set.flatMap(([n, sql]) => (ids.has(n) ? [`${sql} AS ${ids.get(n)!}`] : []));
  const made = set.flatMap(([n, sql]) => {
    if (ids.has(n)) return [];
    const own = name(n);
    ids.set(n, own);
    return [`${sql} AS ${own}`];
  });
  if (gone.length + changed.length + made.length === 0) return null;
  const star = [
    '*',
    ...(gone.length > 0 ? [` EXCLUDE (${gone.join(', ')})`] : []),
    ...(changed.length > 0 ? [` REPLACE (${changed.join(', ')})`] : []),
  ].join('');
  return `SELECT ${[star, ...made].join(', ')} FROM ${from}`;
}

/** A SELECT of everything and these columns; long ones are laid out already. */
function linesOf({ columns }: SqlStage, from: string): string[] {
  const items = columns.map(([id, sql]) => {
    if (typeof sql !== 'string') return [...sql.slice(0, -1), `${sql.at(-1)!} AS ${id}`];
    return selectLines(`${sql} AS ${id}`);
  });
  const listed = [['*'], ...items].map((item, i) =>
    i < items.length ? [...item.slice(0, -1), `${item.at(-1)!},`] : item,
  );
  return ['SELECT', ...listed.flat().map((line) => `    ${line}`), `FROM ${from}`].map(
    (line) => `    ${line}`,
  );
}

/** A row with a gap that the model cannot fill has no label. */
function answersOf({ classes, cut }: FittedRun, values: readonly string[]): readonly string[] {
  if (classes === null) return [`${values[0]!} AS prediction`];
  const shares = `[${values.join(', ')}]`;
  const labels = `[${classes.map(sqlLiteral).join(', ')}]`;
  const place = cut
    ? `CASE WHEN ${values[1]!} > ${sqlNumber(cut.threshold)} THEN 2 ELSE 1 END`
    : `list_position(${shares}, list_max(${shares}))`;
  const unknown = values.map((value) => `${value} IS NULL`).join(' OR ');
  return [
    `CASE WHEN ${unknown} THEN NULL ELSE ${labels}[${place}] END AS prediction`,
    `${shares} AS probabilities`,
  ];
}

/** Numbers in trees and weights that make a query which DuckDB still plans in seconds. */
const most = 60_000;

/** Why so many nodes of trees are no query; null where they are few enough. */
export const tooManyNodes = (nodes: number): string | null =>
  nodes <= most
    ? null
    : `its trees have ${nodes} nodes, and a query of more than ${most} takes DuckDB long to plan`;

/** A weighted sum of columns. */
export const weighted = (
  weights: ArrayLike<number>,
  added: number,
  columns: readonly string[],
): string =>
  [sqlNumber(added), ...columns.map((c, j) => `${c} * ${sqlNumber(weights[j]!)}`)].join(' + ');
