import { afterEach, describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { jsonReader } from '#lib/data/json/jsonReader.ts';
import { bytesOf, read, refusal, repairsOf } from '../unit/data.json.support.ts';

const ownKeys = Object.getOwnPropertyNames(Object.prototype).sort();
afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(ownKeys);
});

const document = { choices: { lines: false, path: [] } };

describe('no JSON', () => {
  it.each([
    ['[1 true]', 4, '“,” or “]” was expected, not “true”'],
    ['[1,]', 4, 'a value was expected after “,”, not “]”'],
    ['[,1]', 2, 'a value was expected, not “,”'],
    ['[1', 3, 'the file ends before its last value does'],
    ['["a', 4, 'the file ends inside a string'],
    ['[tru', 5, 'the file ends inside a word'],
    ['[1.]', 4, 'a digit was expected in the number, not “]”'],
    ['[01]', 2, 'a number begins with a needless 0'],
    ['[.5]', 2, 'a value was expected, not “.”'],
    ['[+1]', 2, 'a value was expected, not “+”'],
    ['[0x1]', 3, '“,” or “]” was expected, not “x”'],
    ['[NaN]', 2, 'a value was expected, not “NaN”; JSON has no NaN'],
    ["['a']", 2, "a value was expected, not “'”"],
    ['["\\x"]', 3, '“\\” is followed by “x”, which is no escape'],
    ['["\\u00g0"]', 3, '“\\u” is not followed by four hexadecimal digits'],
    ['["\t"]', 3, 'a string holds byte 0x09 as it is; it must be escaped'],
    ['{"a":1,}', 8, 'a key in double quotes was expected, not “}”'],
    ['{a:1}', 2, 'a key in double quotes was expected, not “a”'],
    ['{"a" 1}', 6, '“:” was expected, not “1”'],
    ['{"a":1]', 7, '“,” or “}” was expected, not “]”'],
    ['[1}', 3, '“,” or “]” was expected, not “}”'],
    ['[1]x', 4, 'not “x”'],
    ['[][]', 3, 'not “[”'],
    ['[1]\0', 4, 'not byte 0x00'],
    ['[\u00a01]', 2, 'a value was expected, not byte 0xC2'],
    ['[/*c*/1]', 2, 'a value was expected, not “/”'],
  ])('%j is refused at byte %i: %s', async (content, byte, reason) => {
    const { code, what, where } = await refusal(content, document);
    expect(code).toBe('file-malformed');
    expect(what).toContain(`(byte ${byte} of the file)`);
    expect(what).toContain(reason);
    expect(where).toEqual({ file: 'made.json' });
  });

  it('names the line, whatever ends it', async () => {
    const { what } = await refusal('[\r\n1,\r2,\n\n  x]', document);
    expect(what).toContain('in line 5, at byte 3 of it (byte 13 of the file)');
  });

  it('behind the records is refused, too', async () => {
    const content = '{"d":[{"a":1},{"a":2}],"rest":{"x":[1,2,}}';
    expect((await refusal(content)).what).toContain('(byte 41 of the file)');
  });

  it.each([
    [[0x80], 'a byte that only continues'],
    [[0xc0, 0x80], 'an overlong form'],
    [[0xe0, 0x80, 0x80], 'an overlong form of three'],
    [[0xed, 0xa0, 0x80], 'a surrogate'],
    [[0xf4, 0x90, 0x80, 0x80], 'beyond U+10FFFF'],
    [[0xf5, 0x80, 0x80, 0x80], 'a byte that is in no UTF-8'],
    [[0xe2, 0x82], 'a character cut off'],
  ])('%j, %s, is no UTF-8', async (bytes) => {
    const content = Uint8Array.from([...bytesOf('["a'), ...bytes, ...bytesOf('"]')]);
    const { code, what } = await refusal(content, document);
    expect(code).toBe('encoding-invalid');
    expect(what).toContain('in line 1, at byte 4');
  });
});

describe('nesting', () => {
  const nested = (n: number) => '['.repeat(n) + ']'.repeat(n);

  it('of 100,000 is refused, wherever it is, without a stack that overflows', async () => {
    const n = 100_000;
    for (const content of [
      nested(n),
      '['.repeat(n),
      `[{"a":${nested(n)}}]`,
      '[{"a":'.repeat(n),
      `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`,
      `{"skipped":${nested(n)},"d":[{"a":1},{"a":2}]}`,
    ]) {
      const { code, what } = await refusal(content);
      expect(code).toBe('file-malformed');
      expect(what).toContain('nested more than 1000 deep, the limit');
    }
    const flattened = { choices: { depth: 1e9 } };
    const { what } = await refusal(`[${'{"a":'.repeat(n)}1${'}'.repeat(n)}]`, flattened);
    expect(what).toContain('1000 deep');
  });

  it('in one line of NDJSON rejects that line', async () => {
    const opened = await read(`{"a":1}\n{"a":${nested(100_000)}}\n{"a":2}`);
    expect(opened.rows).toEqual([['1'], ['2']]);
    expect(opened.rejects[0]!.reason).toContain('1000 deep');
    expect(opened.rejects[0]!.raw.length).toBe(500);
  });

  it('of 990 is read', async () => {
    const deep = nested(990);
    expect((await read(`[{"a":${deep}},{"a":1}]`)).rows[0]).toEqual([deep]);
    const flattened = { choices: { depth: 2000 } };
    const keys = await read(`[${'{"a":'.repeat(990)}1${'}'.repeat(990)}]`, flattened);
    expect(keys.headers).toEqual([Array(990).fill('a').join('.')]);
  });
});

describe('half of a surrogate pair', () => {
  it('stays its escape, and is counted, in a text and in a key', async () => {
    const opened = await read('[{"a":"x\\ud800y","b":["\\udfff"]},{"a":"\\ud83d\\ude00"}]');
    expect(opened.rows).toEqual([
      ['x\\ud800y', '["\\udfff"]'],
      ['😀', null],
    ]);
    expect(opened.repairs).toMatchObject([{ kind: 'lone-surrogates', count: 1, rows: [1] }]);
    const key = await read('[{"\\ud800":1}]');
    expect(key.headers).toEqual(['\\ud800']);
    expect(repairsOf(key)).toEqual([['lone-surrogates', 1]]);
  });
});

describe('limits', () => {
  const keys = (n: number) => Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join();

  it('are 20,000 columns, of one record or of all', async () => {
    expect((await read(`[{${keys(20_000)}}]`)).headers.length).toBe(20_000);
    expect((await refusal(`[{${keys(30_000)}}]`)).code).toBe('columns-limit');
    expect((await refusal(`[{${keys(20_001)}}]`)).code).toBe('columns-limit');
    const lines = Array.from({ length: 20_001 }, (_, i) => `{"k${i}":1}`).join('\n');
    expect((await refusal(lines)).code).toBe('columns-limit');
    const lists = Array.from({ length: 20_001 }, (_, i) => `"k${i}":[1]`).join();
    expect((await refusal(`{${lists}}`)).code).toBe('columns-limit');
  });

  it('are 64 MiB for a record', async () => {
    const size = 70 << 20;
    const bytes = new Uint8Array(size).fill(0x78);
    bytes.set(bytesOf('[{"a":1},{"a":"'));
    bytes.set(bytesOf('"}]'), size - 3);
    const { code, what } = await refusal(bytes);
    expect(code).toBe('file-malformed');
    expect(what).toBe('Record 2 is longer than 64 MiB, the limit');
    bytes.set(bytesOf('{"a":1}\n{"a":"x'));
    expect((await refusal(bytes)).what).toContain('longer than 64 MiB');
  });

  it('let a record of 20 MiB pass, and skip a value of any size around the records', async () => {
    const size = 20 << 20;
    const bytes = new Uint8Array(size).fill(0x78);
    bytes.set(bytesOf('[{"a":1},{"a":"'));
    bytes.set(bytesOf('"}]'), size - 3);
    expect((await read(bytes)).rows[1]![0]!.length).toBe(size - 18);
    const numbers = bytesOf(`{"skipped":[${'1,'.repeat(10_000_000)}1],"d":[{"a":1},{"a":2}]}`);
    expect((await read(numbers, { choices: { path: ['d'] } })).rows).toEqual([['1'], ['2']]);
  });
});

describe('wherever a block of the file ends', () => {
  const tricky =
    '{"a":"é😀\\"\\\\\\ud83d\\ude00\\n","näme" : -12.5e+10 ,"c":{"d":[1, {"x":null}],"e":{}},"f":true}';
  const expected = ['é😀"\\😀\n', '-12.5e+10', '[1,{"x":null}]', '{}', 'true'];
  const block = 1 << 20;

  it.each([
    ['an array', '[{"pad":"', '"},', ',{"z":1}]'],
    ['NDJSON', '{"pad":"', '"}\r\n', '\r\n{"z":1}\r\n'],
  ])('%s reads the same', async (_, head, between, tail) => {
    const length = bytesOf(tricky).length + 6;
    for (let k = 0; k <= length; k += 1) {
      const pad = 'p'.repeat(block - k - head.length - between.length + 3);
      const { headers, rows, rejects } = await read(head + pad + between + tricky + tail);
      expect(headers).toEqual(['pad', 'a', 'näme', 'c.d', 'c.e', 'f', 'z']);
      expect(rows[1]!.slice(1, 6)).toEqual(expected);
      expect(rows[2]![6]).toBe('1');
      expect(rejects).toEqual([]);
    }
  });

  it('every list of a column-oriented document does', async () => {
    const values = Array.from({ length: 30_000 }, (_, i) => (i % 2 ? `"é${i}\\n"` : `-${i}.5`));
    const { rows } = await read(`{"a":[${values.join()}],"b":[${values.join(' ,\n')}]}`);
    const cells = values.map((v) => (v.startsWith('"') ? (JSON.parse(v) as string) : v));
    expect(rows).toEqual(cells.map((c) => [c, c]));
  });
});

describe('a file that changes while it is read', () => {
  it('is refused rather than read as something else', async () => {
    const [before, after] = ['[{"a":1},{"a":2}]', '[{"b":1},{"a":2}]'].map(bytesOf);
    let bytes = before!;
    const file = { ...bytesFile(before!, 'x.json'), slice: async () => bytes.slice() };
    const hooks = { checkCancel: () => {}, onBytes: () => {} };
    const reading = await jsonReader.open(file, { kind: 'json' }, hooks);
    bytes = after!;
    const all = async () => {
      for await (const batch of reading.batches()) expect(batch).toBeDefined();
    };
    await expect(all()).rejects.toThrow('The file changed while it was read');
  });
});

it('gives up on nothing when every second line of many is bad', async () => {
  const n = 100_000;
  const lines = Array.from({ length: n }, (_, i) => (i % 2 ? `{"k${i}":` : `{"a":${i}}`));
  const opened = await read(lines.join('\n'));
  expect(opened.headers).toEqual(['a']);
  expect(opened.rows.length).toBe(n / 2);
  expect(opened.rejectedRows.length).toBe(n / 2);
  expect(opened.rejects.length).toBe(1000);
});
