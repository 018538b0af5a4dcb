import { defineCleaningLowering, type PyStatement } from '#lib/codegen/lowering.ts';
import { printLiteral } from '#lib/codegen/python/print.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { sqlTokens } from '#lib/recipe/sql/tokens.ts';
import type { ColumnFacts, ParamsOf } from '#lib/recipe/step.ts';
import { ownQuery, queried } from './queried.ts';
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
  const { made, row } = queried(before, params);
  const query = ownQuery(before, params, all).flatMap(shortLines).map(printLiteral);
  const kinds = made.map((c) => `${printLiteral(c.name)}: ${isNumeric(c.type) ? 'True' : 'False'}`);
  return [
    {
      code: [
        'df = queried(',
        '    df,',
        `    [${query.join(', ')}],`,
        `    {${kinds.join(', ')}},`,
        `    ${printLiteral(row)},`,
        ')',
      ].join('\n'),
      imports: [
        ['duckdb', ''],
        ['numpy', 'np'],
        ['pandas', 'pd'],
      ],
      helpers: [quotedName, queriedRows],
    },
  ];
}

const widest = 56;

/** A clause in lines that fit a page; it is joined by blanks again. */
function shortLines(clause: string): readonly string[] {
  return sqlTokens(clause).reduce<string[]>((lines, { text }) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + text.length >= widest) return [...lines, text];
    return [...lines.slice(0, -1), `${last} ${text}`];
  }, []);
}

const quotedName = `def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'`;

/** Types are said, so that none is guessed; one thread adds up in the order of rows, as in the browser. */
const queriedRows = `def queried(
    df: pd.DataFrame, query: list[str], made: dict[str, bool], row: str
) -> pd.DataFrame:
    """Return the rows of a query, each named by the row that it was made of.

    made says for each column of the answer whether it holds numbers.
    """
    cells = pd.DataFrame({"place": np.arange(len(df))})
    items = [f"place AS {quoted(row)}"]
    for k, name in enumerate(df.columns):
        column = df[name]
        if pd.api.types.is_numeric_dtype(column.dtype):
            cells[f"c{k}"] = column.to_numpy(dtype="float64")
            missing = f"isnan(c{k})"
        else:
            texts = column.astype(object).where(column.notna(), None)
            cells[f"c{k}"] = pd.Series(texts.to_numpy(), dtype=object)
            missing = f"c{k} IS NULL"
        items.append(f"CASE WHEN {missing} THEN NULL ELSE c{k} END AS {quoted(name)}")
    answer = ["src"]
    for k, number in enumerate(made.values()):
        if number:
            cell = f"CAST(o{k} AS DOUBLE)"
            answer.append(f"CASE WHEN isfinite({cell}) THEN {cell} END")
        else:
            answer.append(f"nullif(CAST(o{k} AS VARCHAR), '')")
    names = [f"o{k}" for k in range(len(made))] + ["src"]
    table = ["CREATE TABLE", '"rows of the table"', "AS SELECT", ", ".join(items), "FROM cells"]
    view = ["CREATE VIEW", '"table"', "AS SELECT * EXCLUDE", f"({quoted(row)})"]
    view += ["FROM", '"rows of the table"']
    whole = ["SELECT", ", ".join(answer), "FROM (", *query, ") AS answer(", ", ".join(names), ")"]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET pandas_analyze_sample = 0")
        connection.register("cells", cells)
        connection.execute(" ".join(table))
        connection.execute(" ".join(view))
        found = connection.execute(" ".join(whole)).df()
    index = df.index[found.pop("src").to_numpy(dtype="int64")]
    found.columns = list(made)
    types = {name: "float64" if number else "str" for name, number in made.items()}
    return found.astype(types).set_axis(index)`;
