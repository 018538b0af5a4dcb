import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { jsonPathsOf, previewOfJson } from '#lib/data/json/jsonReader.ts';
import { isJson } from '#lib/data/json/kind.ts';
import { bytesOf, guessOf, read, refusal, repairsOf } from './data.json.support.ts';

const file = (content: string) => bytesFile(bytesOf(content), 'made.json');

describe('an array of arrays', () => {
  it('has its first row for a header, if that is all texts', async () => {
    const opened = await read('[["a","b"],[1,"x"],[2,null],[{"k": [1]},true]]');
    expect(opened.headers).toEqual(['a', 'b']);
    expect(opened.rows).toEqual([
      ['1', 'x'],
      ['2', null],
      ['{"k":[1]}', 'true'],
    ]);
    expect(guessOf(opened, 'path')!.evidence).toContain('the first names the columns');
  });

  it('fills up short rows, and rejects long ones, counting from the first below the header', async () => {
    const opened = await read('[["a","b"],[1,2],[3],[4,5,6],[]]');
    expect(opened.rows).toEqual([
      ['1', '2'],
      ['3', null],
      [null, null],
    ]);
    expect(opened.repairs).toMatchObject([{ kind: 'short-rows', count: 2, rows: [2, 4] }]);
    expect(opened.rejects).toEqual([
      { row: 3, cells: 3, raw: '[4,5,6]', reason: '3 values where 2 columns are' },
    ]);
  });

  it('is as wide as most rows without a header', async () => {
    const opened = await read('[[1,2],["x"],[4,5,6],[7,8]]');
    expect(opened.headers).toEqual(['', '']);
    expect(opened.rejectedRows).toEqual([3]);
  });
});

describe('an array of values', () => {
  it('is one column', async () => {
    const { headers, rows } = await read('[1, "a", null, true, [1, 2], 2.50]');
    expect(headers).toEqual(['value']);
    expect(rows.flat()).toEqual(['1', 'a', null, 'true', '[1,2]', '2.50']);
  });

  it('rejects what is no object among objects', async () => {
    const opened = await read('[{"a":1},5,{"a":2},[1],null]');
    expect(opened.rows).toEqual([['1'], ['2']].concat([]));
    expect(opened.rejects.map((r) => [r.row, r.raw])).toEqual([
      [2, '5'],
      [4, '[1]'],
      [5, 'null'],
    ]);
  });
});

/** What pandas 2 writes of pd.DataFrame({'a': [1, 2], 'b': ['x', None]}), index as given. */
describe('what pandas writes', () => {
  const table = {
    headers: ['a', 'b'],
    rows: [
      ['1', 'x'],
      ['2', null],
    ],
  };
  const indexed = (i: string, j: string) => ({
    headers: ['index', 'a', 'b'],
    rows: [
      [i, '1', 'x'],
      [j, '2', null],
    ],
  });

  it.each([
    ['records', '[{"a":1,"b":"x"},{"a":2,"b":null}]', table],
    ['columns', '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}', table],
    ['columns, another index', '{"a":{"9":1,"4":2},"b":{"9":"x","4":null}}', indexed('9', '4')],
    ['index', '{"0":{"a":1,"b":"x"},"1":{"a":2,"b":null}}', table],
    ['split', '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[2,null]]}', table],
    [
      'split, another index',
      '{"columns":["a","b"],"index":["p","q"],"data":[[1,"x"],[2,null]]}',
      indexed('p', 'q'),
    ],
    [
      'tight',
      '{"index":[0,1],"columns":["a","b"],"data":[[1,"x"],[2,null]],"index_names":[null],"column_names":[null]}',
      table,
    ],
    [
      'table',
      '{"schema":{"fields":[{"name":"a","type":"integer"},{"name":"b","type":"string"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"a":1,"b":"x"},{"a":2,"b":null}]}',
      table,
    ],
    ['values of a list', '{"a":[1,2],"b":["x",null]}', table],
    ['lines', '{"a":1,"b":"x"}\n{"a":2,"b":null}\n', table],
  ])('orient %s', async (orient, content, expected) => {
    const path = orient === 'table' ? ['data'] : [];
    const { headers, rows } = await read(content, { choices: { path } });
    expect({ headers, rows }).toEqual(expected);
    const guessed = await read(content);
    expect(guessed.rows.length).toBe(2);
  });

  it('keeps the labels of rows at their place where a row between them is rejected', async () => {
    const opened = await read('{"columns":["a"],"index":["p","q","r"],"data":[[1],[2,3],[4]]}');
    expect(opened.rows).toEqual([
      ['p', '1'],
      ['r', '4'],
    ]);
    expect(opened.rejectedRows).toEqual([2]);
  });

  it('is read in batches, column by column, however long', async () => {
    const n = 25_000;
    const list = (of: (i: number) => unknown) => Array.from({ length: n }, (_, i) => of(i));
    const opened = await read(
      JSON.stringify({ a: list((i) => i), b: list((i) => (i % 7 ? `é${i}` : null)) }),
    );
    expect(opened.batches).toEqual([10_000, 10_000, 5000]);
    expect(opened.rows).toEqual(list((i) => [`${i}`, i % 7 ? `é${i}` : null]));
  });
});

describe('an object', () => {
  it('is one row where it is no table', async () => {
    const { headers, rows } = await read('{"a":1,"b":{"c":"x"},"d":[1, 2]}');
    expect(headers).toEqual(['a', 'b.c', 'd']);
    expect(rows).toEqual([['1', 'x', '[1,2]']]);
  });

  it('of objects alike is a record each, its key the index', async () => {
    const { headers, rows } = await read('{"ann":{"age":1},"bob":{"age":2},"cy":{"age":3}}');
    expect(headers).toEqual(['index', 'age']);
    expect(rows).toEqual([
      ['ann', '1'],
      ['bob', '2'],
      ['cy', '3'],
    ]);
  });
});

describe('GeoJSON', () => {
  const feature = (geometry: string, properties: string, rest = '') =>
    `{"type":"Feature",${rest}"geometry":${geometry},"properties":${properties}}`;
  const features = [
    feature('{"type":"Point","coordinates":[1.50,2.0]}', '{"name":"A","at":{"x":1}}', '"id":7,'),
    feature('{ "type": "LineString", "coordinates": [[0,0],[1,1]] }', '{"name":"B","id":"p"}'),
    feature('null', 'null'),
  ];
  const expected = {
    headers: ['id', 'geometry', 'longitude', 'latitude', 'name', 'at.x', 'id'],
    rows: [
      ['7', '{"type":"Point","coordinates":[1.50,2.0]}', '1.50', '2.0', 'A', '1', null],
      [null, '{"type":"LineString","coordinates":[[0,0],[1,1]]}', null, null, 'B', null, 'p'],
      [null, null, null, null, null, null, null],
    ],
  };

  it('has the properties as columns, the geometry as JSON, and where points are, their place', async () => {
    const content = `{"type":"FeatureCollection","features":[${features.join()}]}`;
    const { headers, rows, format } = await read(content);
    expect({ headers, rows }).toEqual(expected);
    expect(format).toMatchObject({ path: ['features'] });
  });

  it('may have one feature a line', async () => {
    const { headers, rows } = await read(features.join('\n'));
    expect({ headers, rows }).toEqual(expected);
  });

  it('keeps what no feature should have', async () => {
    const { headers, rows } = await read(
      `[${features[0]!},{"type":"Odd","geometry":5,"properties":"none"}]`,
    );
    expect(headers).toEqual([
      'type',
      'id',
      'geometry',
      'longitude',
      'latitude',
      'properties',
      'name',
      'at.x',
    ]);
    expect(rows[1]).toEqual(['Odd', null, '5', null, null, 'none', null, null]);
  });
});

describe('the path', () => {
  const content =
    '{"meta":{"n":3,"tags":["x","y"]},"result":{"small":[{"a":1}],"rows":[{"b":1,"c":{"d":2}},{"b":2},{"b":3}]}}';

  it('is guessed to lead to the longest list of objects, with the others beside it', async () => {
    const opened = await read(content);
    expect(opened.format).toMatchObject({ path: ['result', 'rows'] });
    expect(opened.headers).toEqual(['b', 'c.d']);
    const guess = guessOf(opened, 'path')!;
    expect(guess.value).toBe('["result","rows"]');
    expect(guess.evidence).toBe('“result” → “rows” holds 3 records, the longest list of objects');
    expect(guess.others).toEqual(['["result","small"]', '[]', '["meta","tags"]']);
  });

  it('is never guessed where it is said', async () => {
    const opened = await read(content, { choices: { path: ['result', 'small'] } });
    expect(opened.headers).toEqual(['a']);
    expect(guessOf(opened, 'path')).toBeUndefined();
    const whole = await read(content, { choices: { path: [] } });
    expect(whole.rows.length).toBe(1);
    expect(whole.headers).toEqual(['meta.n', 'meta.tags', 'result.small', 'result.rows']);
  });

  it('that leads nowhere is refused with its name', async () => {
    const { code, what } = await refusal(content, { choices: { path: ['result', 'no'] } });
    expect(code).toBe('file-malformed');
    expect(what).toBe('The document has nothing at “result” → “no”');
  });

  it('can be chosen among places with samples, keys and numbers of records', async () => {
    expect(await jsonPathsOf(file(content))).toEqual([
      {
        path: ['result', 'rows'],
        kind: 'objects',
        records: 3,
        more: false,
        sample: expect.stringMatching(/^\[\{"b":1,"c":\{"d":2\}\}/),
        keys: ['b', 'c'],
      },
      expect.objectContaining({ path: ['result', 'small'], kind: 'objects', records: 1 }),
      expect.objectContaining({ path: [], kind: 'record', records: 1, keys: ['meta', 'result'] }),
      expect.objectContaining({ path: ['meta', 'tags'], kind: 'scalars', records: 2 }),
    ]);
  });

  it('is looked for in the beginning of a long document only', async () => {
    const long = `{"rows":[${Array.from({ length: 600_000 }, (_, i) => `{"number":${i}}`).join()}]}`;
    const [first] = await jsonPathsOf(file(long));
    expect(first).toMatchObject({ path: ['rows'], more: true });
    expect(first!.records).toBeLessThan(600_000);
    expect((await read(long)).rows.length).toBe(600_000);
  });

  it('is looked for also in a document that breaks off', async () => {
    const places = await jsonPathsOf(file(content.slice(0, 90)));
    expect(places.map((p) => p.path)).toContainEqual(['result', 'small']);
  });
});

describe('the preview', () => {
  it('is the first 50 records, with their columns', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `{"a":${i},"k${i}":{"b":1}}`);
    for (const content of [`[${rows.join()}]`, rows.join('\n'), `{"x":1,"d":[${rows.join()}]}`]) {
      const preview = await previewOfJson(file(content), { kind: 'json' });
      expect(preview.rows.length).toBe(50);
      expect(preview.headers.length).toBe(51);
      expect(preview.rows[49]![0]).toBe('49');
    }
    const lists = `{"a":[${rows.map((_, i) => i).join()}]}`;
    expect((await previewOfJson(file(lists), { kind: 'json' })).rows.length).toBe(50);
  });

  it('follows the choices', async () => {
    const preview = await previewOfJson(file('{"d":[{"a":{"b":1}}]}'), {
      kind: 'json',
      path: ['d'],
      depth: 0,
    });
    expect(preview).toMatchObject({ headers: ['a'], rows: [['{"b":1}']] });
  });
});

describe('isJson', () => {
  it.each([
    '{"a":1}',
    ' \n{ "a" : [',
    '[{"a":1},{"a":2}]',
    '[1,2,3]\n[4,5,6]',
    '[',
    '{',
    '[]',
    '{}',
    '\ufeff{"a":1}',
    '{"a":1,}',
    '{"a":1}{"a":2}',
    '[["a","b"],[1,2]]',
  ])('takes %j for JSON', (text) => {
    expect(isJson(bytesOf(text))).toBe(true);
  });

  it.each([
    '',
    'a,b\n1,2',
    '[a],b\n1,2',
    '[1,2],b\n1,2',
    '["x"],y\n',
    '[section]\nkey=value',
    '{a},b\n',
    '{"a":1},b,c\n{"a":2},d,e',
    '"{""a"":1}",b',
    '{}, x',
    '5',
  ])('takes %j for something else', (text) => {
    expect(isJson(bytesOf(text))).toBe(false);
  });

  it('believes a name that says so', () => {
    expect(isJson(bytesOf('[1,]'), 'x.JSON')).toBe(true);
    expect(isJson(bytesOf('[1,]'), 'x.csv')).toBe(false);
  });
});

it('calls a document without a table one, not damaged', async () => {
  for (const content of ['[]', '{}', '[{}]', '[[]]', '{"a":[]}\n{"a":[]}']) {
    const options = content.includes('\n') ? { choices: { lines: true, path: ['a'] } } : {};
    const { code, what } = await refusal(content, options);
    expect(code).toBe('file-empty');
    expect(what).toContain('valid JSON');
  }
  expect((await refusal(' \n ')).code).toBe('file-empty');
});

it('has a column named like one of Object.prototype’s members as any other', async () => {
  const opened = await read(
    '[{"__proto__":1,"constructor":{"__proto__":2},"then":3,"toString":4}]',
  );
  expect(opened.headers).toEqual(['__proto__', 'constructor.__proto__', 'then', 'toString']);
  expect(opened.rows).toEqual([['1', '2', '3', '4']]);
  expect(repairsOf(opened)).toEqual([]);
});
