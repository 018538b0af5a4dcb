import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '#lib/data/clean.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Column } from '#lib/engine/table.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { queryTypes } from '#lib/workers/queryTypes.ts';

const rows = Array.from(
  { length: 30 },
  (_, i) => `s${i % 4},${i % 7 ? i / 2 : ''},${i % 3 ? 'yes' : 'no'},"a ""b"" ${i % 2}"`,
);
const file = bytesFile(
  new TextEncoder().encode(['shop,Price,paid,"O\'Brien ""q"""', ...rows].join('\n')),
  'sales.csv',
);

let sql: Sql;
let source: Source;
beforeAll(async () => {
  sql = await openDuckDbNode();
  source = (await openFile(sql, file)).source;
});
afterAll(() => sql.close());

const step = (query: string, types: readonly (readonly [string, string])[] = []): RecipeStep => ({
  key: 'q',
  step: 'querySql',
  version: 1,
  columns: [],
  params: parseParams(stepSpecs.querySql.params, { query, types }, 'querySql') as Record<
    string,
    unknown
  >,
  enabled: true,
});
const run = async (...given: Parameters<typeof step>) => {
  const { relation, steps } = await clean(
    sql,
    baseRelation(source),
    [step(...given)],
    stepComputes,
  );
  const { problem, events } = steps[0]!;
  return { problem, events, ...(await loadTable(sql, relation)) };
};
const cellsOf = (column: Column | undefined): unknown[] =>
  column?.kind === 'number'
    ? [...column.values]
    : Array.from(column!.codes, (code) => (column!.kind === 'category' ? column!.levels[code] : 0));

describe('a query of the table', () => {
  it('keeps the row of the file that each row was, in the order that it asks for', async () => {
    const { problem, rid, table } = await run(
      'SELECT price * 2 AS twice, shop, "O\'Brien ""q""" FROM table WHERE paid = \'yes\' AND price IS NOT NULL ORDER BY shop DESC LIMIT 5',
      [['twice', 'number']],
    );
    expect(problem).toBeNull();
    expect([...rid]).toEqual([11, 19, 23, 2, 10]);
    expect([...table.columns.keys()]).toEqual(['twice', 'shop', 'O\'Brien "q"']);
    expect(cellsOf(table.columns.get('twice'))).toEqual([11, 19, 23, 2, 10]);
    expect(cellsOf(table.columns.get('shop'))).toEqual(['s3', 's3', 's3', 's2', 's2']);
  });

  it('names a row that sums up others by the first of them', async () => {
    const { rid, table, events } = await run(
      "SELECT shop, count(*) AS n, sum(Price) AS total FROM table GROUP BY shop HAVING shop <> 's0'",
      [
        ['n', 'integer'],
        ['total', 'number'],
      ],
    );
    expect([...rid]).toEqual([1, 2, 3]);
    expect(cellsOf(table.columns.get('n'))).toEqual([8, 7, 7]);
    expect(events.map((e) => `${e.level} ${e.message}`)).toEqual([
      "INFO Made 3 rows of 30, each summed up from its own, with 3 columns; worked out: 'n', 'total'",
    ]);
  });

  it('knows rows beside a named part, and says that other rows are read', async () => {
    const { rid, table, events } = await run(
      'WITH m AS (SELECT shop, max(Price) AS most FROM table GROUP BY shop) SELECT t.*, most, row_number() OVER (PARTITION BY t.paid ORDER BY t.shop) AS nth FROM table AS t LEFT JOIN m ON m.shop = t.shop',
      [
        ['most', 'number'],
        ['nth', 'integer'],
      ],
    );
    expect([...rid]).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(table.columns.size).toBe(6);
    const shops = cellsOf(table.columns.get('shop'));
    const paid = cellsOf(table.columns.get('paid'));
    const before = (i: number, j: number): boolean =>
      paid[i] === paid[j] &&
      (String(shops[j]) < String(shops[i]) || (shops[j] === shops[i] && j <= i));
    expect(cellsOf(table.columns.get('nth'))).toEqual(
      shops.map((_, i) => shops.filter((__, j) => before(i, j)).length),
    );
    expect(events[1]!.level).toBe('WARNING');
    expect(events[1]!.message).toContain("Read other rows for 'most', 'nth'");
  });

  it('answers every new row, where each is worked out by itself', async () => {
    const asked = step('SELECT shop, Price FROM table WHERE Price > 3 ORDER BY Price DESC LIMIT 2');
    const newRows = { querySql: stepComputes.querySql.newRows! };
    const { relation } = await clean(sql, baseRelation(source), [asked], newRows);
    const { rid } = await loadTable(sql, relation);
    expect(rid).toHaveLength(30);
    expect(new Set(rid).size).toBe(30);
    const summed = step("SELECT shop FROM table WHERE shop > 's1' GROUP BY shop");
    const groups = await clean(sql, baseRelation(source), [summed], newRows);
    expect([...(await loadTable(sql, groups.relation)).rid]).toEqual([2, 3]);
  });

  it('breaks ties of places by the row', () => {
    const query = 'SELECT lag(shop) OVER (ORDER BY paid) AS x FROM table AS t';
    const { params } = step(query, [['x', 'category']]);
    const { from } = stepComputes.querySql.relation({
      relation: baseRelation(source),
      columns: [],
      params: params as never,
    });
    expect(from).toContain('OVER ( ORDER BY paid , t."row of the file")');
  });

  it('is told what new columns hold', async () => {
    const query =
      "SELECT *, Price > 2 AS dear, length(shop) AS n, Price / 3 AS third, upper(shop) AS big, DATE '2024-01-31' AS day FROM table";
    expect(await queryTypes(sql, baseRelation(source), query)).toEqual([
      ['dear', 'boolean'],
      ['n', 'integer'],
      ['third', 'number'],
      ['big', 'category'],
      ['day', 'date'],
    ]);
    const { problem, table } = await run(query, await queryTypes(sql, baseRelation(source), query));
    expect(problem).toBeNull();
    expect(cellsOf(table.columns.get('day'))[0]).toBe('2024-01-31');
  });

  const anything = [
    ["SELECT * FROM read_csv('/etc/passwd')", /reads “read_csv”/],
    ["SELECT * FROM '/etc/passwd'", /reads “'\/etc\/passwd'”/],
    ['SELECT * FROM "/etc/passwd"', /reads/],
    ["SELECT *, read_text('/etc/passwd') AS x FROM table", /“read_text” cannot be called/],
    ["SELECT getenv('HOME') AS x FROM table", /“getenv”/],
    ['SELECT * FROM duckdb_tables()', /reads “duckdb_tables”/],
    ["SELECT * FROM table, glob('*')", /reads “glob”/],
    ['SELECT * FROM information_schema.tables', /reads/],
    ['SELECT * FROM main.raw_1', /reads/],
    ["ATTACH 'x.db'", /Only SELECT reads|begins with/],
    ["COPY table TO 'x.csv'", /begins with/],
    ['PRAGMA database_list', /begins with/],
    ['INSTALL httpfs', /begins with/],
    ["SET memory_limit = '1GB'", /begins with/],
    ['DROP TABLE raw_1', /begins with/],
    ['SELECT * FROM table; DROP TABLE x', /more than one statement/],
    ['SELECT * FROM table;; ', /more than one statement/],
    [`SELECT shop FROM table WHERE ${'('.repeat(5000)}`, /brackets within brackets/],
    ['FROM table', /begins with/],
    ['VALUES (1)', /begins with/],
    ['SELECT * FROM (VALUES (1)) AS v', /begins with/],
    ['SELECT * FROM (FROM table)', /begins with|FROM/],
    ['SELECT random() AS x FROM table', /“random”/],
    ['SELECT "random"() AS x FROM table', /“"random"”/],
    ['SELECT main.random() AS x FROM table', /“random”/],
    ['SELECT now() AS x FROM table', /“now”/],
    ['SELECT current_date AS x FROM table', /“current_date”/],
    ['SELECT CURRENT_TIMESTAMP AS x FROM table', /“CURRENT_TIMESTAMP”/],
    ['SELECT uuid() AS x FROM table', /“uuid”/],
    ["SELECT nextval('s') AS x FROM table", /“nextval”/],
    ['SELECT * FROM table LIMIT 3', /LIMIT without ORDER BY/],
    ['SELECT * FROM table USING SAMPLE 3', /./],
    ['SELECT DISTINCT shop FROM table', /DISTINCT leaves open/],
    ['SELECT shop FROM table UNION ALL SELECT shop FROM table', /UNION/],
    ['SELECT t.shop FROM table AS t RIGHT JOIN table AS u ON true', /RIGHT JOIN/],
    ['WITH x AS (SELECT * FROM table) SELECT * FROM x', /does not read “table” first/],
    ['WITH RECURSIVE x AS (SELECT 1 AS a FROM table) SELECT shop FROM table', /“RECURSIVE”/],
    ['SELECT row_number() OVER () AS n FROM table', /has no order/],
    ['SELECT first(shop) AS x FROM table', /“first”/],
    ["SELECT shop FROM table WHERE shop = E'\\x'", /“E'”/],
    ['SELECT $1 AS x FROM table', /“\$1/],
    ['SELECT $$a$$ AS x FROM table', /“\$\$/],
    ['SELECT shop + 1 FROM table', /has no name/],
    ['SELECT "row of the file" AS x FROM table', /is no column of the table/],
    ['SELECT shop, shop FROM table', /two columns/],
    ['SELECT t AS x FROM table AS t', /is a whole row/],
    ['SELECT hamming(CAST(table AS VARCHAR), shop) AS x FROM table', /is a whole row/],
    ['SELECT 1 AS a', /reads no table/],
    ['', /empty/],
    ['SELECT COLUMNS(*) FROM table', /“COLUMNS”/],
    [
      "SELECT 'a' AS x FROM table WHERE shop IN (SELECT content FROM read_text('x'))",
      /reads “read_text”/,
    ],
    ['SELECT x.y FROM table, LATERAL (SELECT 1 AS y FROM table) x', /reads “LATERAL”/],
    ['SELECT unnest([1]) AS x FROM table', /“unnest”|“\[/],
    ['SELECT (SELECT shop FROM table ORDER BY shop LIMIT 1) AS x FROM table', /LIMIT within/],
    ["SELECT shop FROM table WHERE 1 = 1 /* */ -- '\n; SELECT 1", /more than one statement/],
  ] as const;
  it.each(anything)('refuses %s', async (query, why) => {
    const types = ['x', 'n', 'a'].map((name) => [name, 'number'] as const);
    const { problem } = await run(query, types);
    expect(problem, query).toMatchObject({ code: 'params-invalid' });
    expect(problem!.what + problem!.remedy).toMatch(why);
    expect(problem!.remedy).toMatch(/[.;…]$/);
  });

  it.each([
    ['SELECT nope AS x FROM table', 'The query names “nope”, and there is no such column'],
    ['SELECT CAST(shop AS INTEGER) AS x FROM table', '” is no INT'],
    ['SELECT shop, sum(Price) AS x FROM table GROUP BY paid', 'neither grouped by nor summed up'],
    ['SELECT shop shop2 FROM table', 'has no name'],
    ['SELECT round(shop, shop) AS x FROM table', 'does not take what it is given'],
    ['SELECT shop FROM table WHERE (', 'is missing before “the end”'],
    ['SELECT shop FROM table WHERE shop = = 1', 'cannot be read at'],
    ['SELECT Price AS y FROM table', 'What “y” holds is not said'],
  ])('says in plain words what is wrong with %s', async (query, words) => {
    const { problem } = await run(query, [['x', 'number']]);
    expect(problem!.what).toContain(words);
  });

  it('takes words in any case, comments and texts as they are', async () => {
    const { problem, rid } = await run(
      "select /* a; b */ SHOP, 'from table; drop' as x -- end\nFROM Table where \"SHOP\" is distinct from 's1' and extract('year' from date '2024-01-01') = 2024 ;\n",
      [['x', 'category']],
    );
    expect(problem).toBeNull();
    expect(rid).toHaveLength(22);
  });

  it('says which columns are made of another, and which read other rows', () => {
    const { madeOf, readsAround } = stepComputes.querySql;
    const before = source.columns;
    const ask = (query: string) => {
      const { params } = step(
        query,
        ['m', 'p', 'k'].map((name) => [name, 'number'] as const),
      );
      const given = [[], params as never, before] as const;
      return {
        made: madeOf!(...given).filter((m) => m.from === 'paid'),
        around: readsAround!(...given),
      };
    };
    expect(ask("SELECT paid, shop, count_if(PAID = 'yes') AS m FROM table GROUP BY ALL")).toEqual({
      made: [{ name: 'm', from: 'paid' }],
      around: [],
    });
    const twice = "SELECT *, (paid = 'yes')::INT AS m, m * 2 AS p, price + 1 AS k FROM table";
    expect(ask(twice).made.map((made) => made.name)).toEqual(['m', 'p']);
    expect(ask('SELECT *, avg(Price) OVER (PARTITION BY shop) AS m FROM table')).toEqual({
      made: [],
      around: ['m'],
    });
    expect(
      ask(
        "WITH a AS (SELECT shop, count_if(paid = 'yes') AS m FROM table GROUP BY shop) SELECT table.*, a.m AS m FROM table LEFT JOIN a USING (shop)",
      ).made,
    ).toEqual([{ name: 'm', from: 'paid' }]);
    expect(
      ask(
        'WITH a AS (SELECT shop, max(Price) AS m FROM table GROUP BY shop) SELECT t.shop, a.m FROM table t JOIN a ON a.m = t.paid',
      ).made,
    ).toEqual([{ name: 'm', from: 'paid' }]);
    expect(
      ask(
        'WITH a AS (SELECT shop, min(paid) AS paid FROM table GROUP BY shop) SELECT t.shop, a.paid AS p FROM table t JOIN a USING (shop)',
      ).made,
    ).toEqual([{ name: 'p', from: 'paid' }]);
    expect(ask('SELECT *, Price * 2 AS k FROM table')).toEqual({ made: [], around: [] });
  });
});
