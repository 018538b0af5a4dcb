import { defineCleaningLowering, type PyStatement } from '#lib/codegen/lowering.ts';
import { printLiteral } from '#lib/codegen/python/print.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts, ParamsOf } from '#lib/recipe/step.ts';
import { answerSql, cellSql, queried, quoted } from './queried.ts';
import { querySql as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

export const querySql = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_columns, params, before) => statements(params, before, true),
  /** Rows that are to be predicted all stay, where each is answered by itself. */
  pandasOfNewRows: (_columns, params, before) => statements(params, before, false),
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
});

/** DuckDB's own answer; the very query that the app runs. */
function statements(params: Params, before: readonly ColumnFacts[], all: boolean): PyStatement[] {
  const { made } = queried(before, params);
  const answer = answerSql(before, params, {
    cells: (name) => (name === '' ? 'place' : `c${before.findIndex((c) => c.name === name)}`),
    from: 'cells',
    all,
  });
  const cells = made.map(({ name, type }, k) => `${cellSql(`o${k}`, type)} AS ${quoted(name)}`);
  const query = `SELECT ${['src', ...cells].join(', ')} FROM ${answer} AS answered`;
  const numbers = before.map((c) => (isNumeric(c.type) ? 'True' : 'False'));
  return [
    {
      code: [
        'df = queried(',
        '    df,',
        `    ${printLiteral(query)},`,
        `    [${numbers.join(', ')}],`,
        `    {${made.map((c) => `${printLiteral(c.name)}: ${isNumeric(c.type) ? 'True' : 'False'}`).join(', ')}},`,
        ')',
      ].join('\n'),
      imports: [
        ['duckdb', ''],
        ['numpy', 'np'],
        ['pandas', 'pd'],
      ],
      helpers: [queriedRows],
    },
  ];
}

/** Types are said, so that none is guessed; one thread adds up in the order of rows, as in the browser. */
const queriedRows = `def queried(
    df: pd.DataFrame, query: str, numbers: list[bool], made: dict[str, bool]
) -> pd.DataFrame:
    """Return the rows of a query, each named by the row of the file that it was made of."""
    cells = pd.DataFrame({"place": np.arange(len(df))})
    items = ["place"]
    for k, number in enumerate(numbers):
        column = df.iloc[:, k]
        cells[f"c{k}"] = pd.Series(
            column.to_numpy(dtype="float64")
            if number
            else column.astype(object).where(column.notna(), None).to_numpy(),
            dtype="float64" if number else object,
        )
        missing = f"isnan(c{k})" if number else f"c{k} IS NULL"
        items.append(f"CASE WHEN {missing} THEN NULL ELSE c{k} END AS c{k}")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET pandas_analyze_sample = 0")
        connection.register("frame", cells)
        connection.execute(f"CREATE TABLE cells AS SELECT {', '.join(items)} FROM frame")
        found = connection.execute(query).df()
    index = df.index[found.pop("src").to_numpy(dtype="int64")]
    found.columns = list(made)
    types = {name: "float64" if number else "str" for name, number in made.items()}
    return found.astype(types).set_axis(index)`;
