import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { jsonReader } from '#lib/data/json/jsonReader.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { bytesOf, guessOf, read, refusal, repairsOf } from './data.json.support.ts';

const choices = (c: object) => ({ choices: c });

describe('records', () => {
  it('have the columns of all of them, in the order in which the keys first appear', async () => {
    const { headers, rows } = await read('[{"b":1},{"a":2,"b":3},{"c":null,"a":4}]');
    expect(headers).toEqual(['b', 'a', 'c']);
    expect(rows).toEqual([
      ['1', null, null],
      ['3', '2', null],
      [null, '4', null],
    ]);
  });

  it('tell a missing key and null from an empty text', async () => {
    const { rows } = await read('[{"a":"","b":"null"},{"a":null},{"b":""}]');
    expect(rows).toEqual([
      ['', 'null'],
      [null, null],
      [null, ''],
    ]);
  });

  it('keep numbers exactly as they are written', async () => {
    const numbers = [
      '9007199254740993',
      '1.10',
      '-0',
      '1E5',
      '1.0',
      `1${'0'.repeat(400)}`,
      '1e400',
    ];
    const { rows } = await read(`[${numbers.map((n) => `{"n":${n}}`).join()}]`);
    expect(rows.flat()).toEqual(numbers);
  });

  it('have their texts unescaped, whatever these hold', async () => {
    const texts = ['a"b\\c/', '\n\r\t\b\f', '\u0000', 'é', '😀', '\u2028', '\ufeff', '__proto__'];
    const escaped = (t: string) =>
      `"${Array.from({ length: t.length }, (_, i) => `\\u${t.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`;
    const plain = await read(`[${texts.map((t) => `{"t":${JSON.stringify(t)}}`).join()}]`);
    const coded = await read(`[${texts.map((t) => `{"t":${escaped(t)}}`).join()}]`);
    expect(plain.rows.flat()).toEqual(texts);
    expect(coded.rows.flat()).toEqual(texts);
  });

  it('write truth values as true and false', async () => {
    expect((await read('[{"a":true},{"a":false}]')).rows).toEqual([['true'], ['false']]);
  });

  it('come in batches of 10,000, and fewer when they are wide', async () => {
    const narrow = await read(Array.from({ length: 25_000 }, (_, i) => `{"a":${i}}`).join('\n'));
    expect(narrow.batches).toEqual([10_000, 10_000, 5000]);
    expect(narrow.rows.map((r) => r[0])).toEqual(Array.from({ length: 25_000 }, (_, i) => `${i}`));
    const keys = Array.from({ length: 2000 }, (_, j) => `"k${j}":${j}`).join();
    const wide = await read(Array.from({ length: 600 }, () => `{${keys}}`).join('\n'));
    expect(wide.batches).toEqual([500, 100]);
  });

  it('tell of a progress that only grows and ends with the file', async () => {
    for (const content of [
      `[${Array.from({ length: 90_000 }, (_, i) => `{"a":${i},"b":"some text"}`).join(',\n')}]`,
      `{"x":1,"d":[${Array.from({ length: 90_000 }, (_, i) => `{"a":${i},"b":"some text"}`).join(',\n')}]}`,
    ]) {
      const { progress } = await read(content);
      expect(progress.length).toBeGreaterThan(3);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(progress.at(-1)).toBe(content.length);
    }
  });

  it('can be cancelled at any block', async () => {
    const stop = new EngineError({ code: 'cancelled', what: 'stop', where: {}, remedy: 'Go on.' });
    let asked = 0;
    const hooks = {
      onBytes: () => {},
      checkCancel: () => {
        if ((asked += 1) > 3) throw stop;
      },
    };
    const content = `[${'{"a":1},'.repeat(1_000_000)}{"a":2}]`;
    const file = bytesFile(bytesOf(content), 'x.json');
    await expect(jsonReader.open(file, { kind: 'json' }, hooks)).rejects.toBe(stop);
  });
});

describe('nested values', () => {
  it('become columns with dotted names down to three keys below the first', async () => {
    const { headers, rows, format } = await read(
      '[{"a":{"b":{"c":{"d":{"e":1}}}}},{"a":{"b":{"x":[1, {"y" : "z z"}]}}}]',
    );
    expect(format).toMatchObject({ depth: 3 });
    expect(headers).toEqual(['a.b.c.d', 'a.b.x']);
    expect(rows).toEqual([
      ['{"e":1}', null],
      [null, '[1,{"y":"z z"}]'],
    ]);
  });

  it('go as deep as is said', async () => {
    const content = '[{"a":{"b":{"c":1}}}]';
    const at = async (depth: number) => (await read(content, choices({ depth }))).headers;
    expect(await at(0)).toEqual(['a']);
    expect(await at(1)).toEqual(['a.b']);
    expect(await at(2)).toEqual(['a.b.c']);
    expect(await at(1e9)).toEqual(['a.b.c']);
  });

  it('keep a value beside an object under the same key', async () => {
    const { headers, rows } = await read('[{"a":1},{"a":{"b":2}},{"a":null},{"a":{}}]');
    expect(headers).toEqual(['a', 'a.b']);
    expect(rows).toEqual([
      ['1', null],
      [null, '2'],
      [null, null],
      ['{}', null],
    ]);
  });

  it('tell of objects without keys, where those of others are columns', async () => {
    const opened = await read('[{"a":{"b":2}},{"a":{}},{"c":{}}]');
    expect(opened.headers).toEqual(['a.b', 'c']);
    expect(opened.rows).toEqual([
      ['2', null],
      [null, null],
      [null, '{}'],
    ]);
    expect(repairsOf(opened)).toEqual([['empty-objects', 1]]);
  });

  it('are told apart from keys with dots, and listed', async () => {
    const opened = await read('[{"a.b":1,"a":{"b":2}}]');
    expect(opened.headers).toEqual(['a.b', 'a.b']);
    expect(opened.rows).toEqual([['1', '2']]);
    expect(repairsOf(opened)).toEqual([['same-names', 1]]);
  });

  it('flatten less deep where there would be more than 20,000 columns, and say so', async () => {
    const record = (i: number) =>
      `{"id":${i},"map":{${Array.from({ length: 100 }, (_, k) => `"u${100 * i + k}":{"x":1}`).join()}}}`;
    const opened = await read(`[${Array.from({ length: 250 }, (_, i) => record(i)).join()}]`);
    expect(opened.headers).toEqual(['id', 'map']);
    expect(opened.rows[1]![1]).toMatch(/^\{"u100":\{"x":1\},/);
    expect(guessOf(opened, 'depth')).toMatchObject({ value: '0' });
    expect(guessOf(opened, 'depth')!.evidence).toContain('20,000');
  });
});

describe('a key that comes twice', () => {
  it('has the last value, as in Python, and is counted', async () => {
    const opened = await read(
      '[{"a":{"x":1,"y":2},"b":1,"a":{"y":3}},{"a":{"x":4},"b":2,"b":3},{"b":4}]',
    );
    expect(opened.headers).toEqual(['a.y', 'b', 'a.x']);
    expect(opened.rows).toEqual([
      ['3', '1', null],
      [null, '3', '4'],
      [null, '4', null],
    ]);
    expect(opened.repairs).toMatchObject([{ kind: 'duplicate-keys', count: 2, rows: [1, 2] }]);
  });

  it('counts the last time also on the way to the records', async () => {
    const opened = await read('{"d":[{"a":1},{"a":2}],"x":1,"d":[{"b":1},{"b":2},{"b":3}]}');
    expect(opened.headers).toEqual(['b']);
    expect(opened.rows).toEqual([['1'], ['2'], ['3']]);
    expect(repairsOf(opened)).toEqual([['duplicate-keys', 1]]);
  });

  it('rejects the earlier record, where keys name the records', async () => {
    const opened = await read('{"p":{"a":1},"q":{"a":2},"r":{"a":3},"p":{"a":4}}');
    expect(opened.rows).toEqual([
      ['q', '2'],
      ['r', '3'],
      ['p', '4'],
    ]);
    expect(opened.rejectedRows).toEqual([1]);
    expect(opened.rejects[0]!.reason).toContain('“p” comes again');
  });
});

describe('NDJSON', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `{"a":${i},"b":"x"}`);

  it.each(['\n', '\r\n', '\r'])('ends its lines with %j, or not at the end', async (end) => {
    for (const last of [end, '']) {
      const opened = await read(lines.join(end) + last);
      expect(opened.format).toEqual({ kind: 'json', lines: true, path: [], depth: 3 });
      expect(opened.rows.length).toBe(100);
      expect(opened.repairs).toEqual([]);
    }
  });

  it('loses one bad line at 90 % of it, lists it, and keeps the rest', async () => {
    const bad = lines.with(90, '{"a":90, oops}');
    const opened = await read(bad.join('\n'));
    expect(opened.rows.length).toBe(99);
    expect(opened.rows[90]).toEqual(['91', 'x']);
    expect(opened.rejectedRows).toEqual([91]);
    expect(opened.rejects).toEqual([
      {
        row: 91,
        cells: 0,
        raw: '{"a":90, oops}',
        reason: 'line 91, byte 10: a key in double quotes was expected, not “oops”',
      },
    ]);
  });

  it('has no columns from a bad line', async () => {
    const opened = await read('{"a":1}\n{"z":1,"y":2,\n{"b":2}\n{"c":{"d":1}} trailer');
    expect(opened.headers).toEqual(['a', 'b']);
    expect(opened.rejectedRows).toEqual([2, 4]);
  });

  it('counts blank lines, and numbers a bad one by its place in the file', async () => {
    const opened = await read('\n{"a":1}\n \t\n\r\n{"a":2}\nno\n\n');
    expect(opened.rows).toEqual([['1'], ['2']]);
    expect(repairsOf(opened)).toEqual([['blank-lines', 4]]);
    expect(opened.rejects[0]).toMatchObject({ row: 3, raw: 'no' });
    expect(opened.rejects[0]!.reason).toMatch(/^line 6, byte 1: /);
  });

  it('is none where its first line is bad', async () => {
    const content = 'oops\n{"a":1}\n{"a":2}';
    expect((await refusal(content)).what).toContain('line 1');
    const { code, what } = await refusal(content, choices({ lines: true }));
    expect(code).toBe('file-malformed');
    expect(what).toBe(
      'The file is not NDJSON, one record a line: line 1, byte 1: a value was expected, not “oops”',
    );
  });

  it('has one value a line: documents one after another over several lines are refused', async () => {
    const { what } = await refusal('{\n"a":1\n}\n{\n"a":2\n}\n');
    expect(what).toContain('in line 4, at byte 1');
    expect(what).toContain('several go one a line');
  });

  it('can have its records deeper in each line', async () => {
    const content =
      '{"a":{"b":[{"x":1},{"x":2}]}}\n{"a":{"b":[]}}\n{"a":{}}\n{"a":{"b":{"x":3}}}\n';
    const opened = await read(content, choices({ lines: true, path: ['a', 'b'] }));
    expect(opened.rows).toEqual([['1'], ['2'], ['3']]);
    expect(opened.rejects).toMatchObject([{ row: 3, reason: 'line 3, byte 6: there is no “b”' }]);
  });

  it('takes cells that a person wrote in place of a bad line', async () => {
    const repaired = new Map([[2, ['7', '8']]]);
    const opened = await read('{"a":1,"b":2}\noops\n{"a":3,"b":4}', { repaired });
    expect(opened.rows).toEqual([
      ['1', '2'],
      ['7', '8'],
      ['3', '4'],
    ]);
    expect(opened.rejects).toEqual([]);
  });

  it('is one document where the only line is one, unless its name says otherwise', async () => {
    expect((await read('{"a":1}\n')).format).toMatchObject({ lines: false });
    expect((await read('{"a":1}\n', { name: 'x.ndjson' })).format).toMatchObject({ lines: true });
    expect((await read('[{"a":1},{"a":2}]\n\n')).format).toMatchObject({ lines: false });
  });
});

describe('what is not UTF-8', () => {
  it('is refused with byte and line', async () => {
    const content = Uint8Array.from([...bytesOf('{"a":"é"}\n{"a":"'), 0xe9, ...bytesOf('"}\n')]);
    const { code, what } = await refusal(content);
    expect(code).toBe('encoding-invalid');
    expect(what).toContain('in line 2, at byte 7 of it (byte 18 of the file), byte 0xE9');
  });

  const encode = (text: string, unit: 2 | 4, littleEndian: boolean): Uint8Array => {
    const codes =
      unit === 2
        ? Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
        : Array.from(text, (c) => c.codePointAt(0)!);
    const view = new DataView(new ArrayBuffer(codes.length * unit));
    codes.forEach((code, i) =>
      unit === 2
        ? view.setUint16(2 * i, code, littleEndian)
        : view.setUint32(4 * i, code, littleEndian),
    );
    return new Uint8Array(view.buffer);
  };

  const kinds = ([2, 4] as const).flatMap((unit) =>
    [true, false].flatMap((le) => [true, false].map((mark) => ({ unit, le, mark }))),
  );
  it.each(kinds)('is read where it is UTF-16 or UTF-32: %j', async ({ unit, le, mark }) => {
    // Long enough for several pieces, the odd astral characters at their ends.
    const rows = Array.from({ length: 60_000 }, (_, i) => `{"é":"${i % 3 ? '😀' : '漢'}${i}"}`);
    const text = `${mark ? '\ufeff' : ''}[${rows.join()}]`;
    const opened = await read(encode(text, unit, le));
    expect(opened.headers).toEqual(['é']);
    expect(opened.rows.length).toBe(60_000);
    expect(opened.rows.every((r, i) => r[0] === `${i % 3 ? '😀' : '漢'}${i}`)).toBe(true);
    expect(guessOf(opened, 'encoding')!.value).toBe(`utf-${8 * unit}-${le ? 'le' : 'be'}`);
  });

  it('may have the mark of UTF-8', async () => {
    const opened = await read('\ufeff[{"a":1}]');
    expect(opened.rows).toEqual([['1']]);
    expect(guessOf(opened, 'encoding')!.value).toBe('utf-8-sig');
  });

  it('is refused where a character of UTF-16 is cut off or half of a pair', async () => {
    const whole = encode('\ufeff[{"a":"x"}]', 2, true);
    expect((await refusal(whole.subarray(0, whole.length - 1))).code).toBe('encoding-invalid');
    expect((await refusal(encode('\ufeff[{"a":"\ud800"}]', 2, true))).code).toBe(
      'encoding-invalid',
    );
  });
});
