import { gzipSync } from 'node:zlib';
import type { MadeFile } from './made.formats.ts';

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const record = (i: number): object => ({
  id: `00${i}`,
  n: i / 3,
  big: i % 2 ? i : null,
  deep: { a: { b: [i, 'x', null, { c: true }] }, ok: i % 3 === 0, none: {} },
  ...(i % 5 ? { late: `é"${i}` } : {}),
});
const records = Array.from({ length: 40 }, (_, i) => record(i));

const feature = (i: number, geometry: unknown, properties: unknown): object => ({
  type: 'Feature',
  id: `f${i}`,
  properties,
  geometry,
  bbox: [i, 1.5],
});
const collection = (features: readonly object[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features });
const point = (i: number): object => ({ type: 'Point', coordinates: [i / 3, -i, 5] });
const repeated = (times: number, text: (i: number) => string): string =>
  `[${Array.from({ length: times }, (_, i) => text(i)).join(', ')}]`;

/** What JSON may say and few files do. */
const oddJson: readonly MadeFile[] = [
  {
    name: 'places and their properties',
    file: 'places.geojson',
    bytes: collection(
      Array.from({ length: 20 }, (_, i) =>
        feature(i, i % 5 ? point(i) : null, { name: `x${i}`, at: { deep: i } }),
      ),
    ),
  },
  {
    name: 'places whose properties are called as what is beside them',
    file: 'twins.geojson',
    bytes: collection(
      Array.from({ length: 20 }, (_, i) =>
        feature(i, i % 5 ? point(i) : { type: 'LineString', coordinates: [[i, 2]] }, {
          id: i,
          longitude: `l${i}`,
          geometry: 'g',
        }),
      ),
    ),
  },
  {
    name: 'areas whose properties are coordinates',
    file: 'areas.geojson',
    bytes: collection(
      Array.from({ length: 9 }, (_, i) => ({
        type: 'Feature',
        geometry: { type: 'MultiPoint', coordinates: [[i, 2]] },
        properties: i % 4 ? { longitude: i, latitude: 2 * i } : null,
      })),
    ),
  },
  {
    name: 'one feature',
    file: 'one.geojson',
    bytes: JSON.stringify(feature(1, point(2), { a: 1 })),
  },
  {
    name: 'features by line',
    file: 'lines.geojsonl',
    bytes: Array.from({ length: 9 }, (_, i) => JSON.stringify(feature(i, point(i), { a: i }))).join(
      '\n',
    ),
  },
  {
    name: 'keys that come twice, with escapes and without',
    file: 'twice.json',
    bytes: repeated(
      9,
      (i) =>
        `{"a": ${i}, "\\u0061": 1${i}, "b": {"c": 1, "d": 2}, "b": {"d": ${i}}, "e": [{"x": 1, "x" : "\\u00e9\\/\\n\\"\\\\"}]}`,
    ),
  },
  {
    name: 'halves of surrogate pairs',
    file: 'halves.json',
    bytes: repeated(
      9,
      (i) => `{"a\\udfff": "\\ud800${i}", "b": "\\ud83d\\ude00", "c": ["\\ud800"]}`,
    ),
  },
  {
    name: 'keys of two places that make one name',
    file: 'names.json',
    bytes: repeated(
      9,
      (i) => `{"a.b": ${i}, "a": {"b": "x${i}", "c": {}}, "a.b.c": {"d": 1}, "": 4, " ": 5}`,
    ),
  },
  {
    name: 'objects, lists, values and nothing under the same key',
    file: 'kinds.json',
    bytes: repeated(
      12,
      (i) => `{"a": ${['{"x": 1}', '[1]', '2', '{}', 'null', '"t"'][i % 6]}, "b": {}}`,
    ),
  },
  {
    name: 'records among what is none',
    file: 'among.json',
    bytes: repeated(12, (i) => (i % 4 ? `{"a": ${i}}` : ['3', '[1, 2]', 'null'][i / 4]!)),
  },
  {
    name: 'lists of many lengths',
    file: 'lengths.json',
    bytes: repeated(12, (i) => ['[1, 2]', '[1, 2, 3]', '[4]', '[1, 2]', '{"a": 1}', '[]'][i % 6]!),
  },
  {
    name: 'lists with a header among what is none',
    file: 'header.json',
    bytes: repeated(9, (i) => ['3', '["b", "a\\u00e9"]', '[1, 2]', '[1, 2, 3]', '[1]'][i % 5]!),
  },
  {
    name: 'records by key of which one comes again',
    file: 'again.json',
    bytes: `{${Array.from({ length: 12 }, (_, i) => `"k${i % 9}": {"a": ${i}, "index": "x${i}"}`).join(', ')}}`,
  },
  {
    name: 'records by number',
    file: 'numbered.json',
    bytes: `{${Array.from({ length: 12 }, (_, i) => `"${i}": {"index": ${i * i}, "a": "x"}`).join(', ')}}`,
  },
  {
    name: 'a split frame with blank names, and rows that do not fit',
    file: 'split2.json',
    bytes:
      '{"index": ["p", "q", "r"], "columns": ["", "a", "", "a"], "data": [[1, 2, 3, 4], [1, 2, 3, 4, 5], [6]]}',
  },
  {
    name: 'a split frame whose rows are numbered',
    file: 'split3.json',
    bytes: '{"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, null]]}',
  },
  {
    name: 'lines of lists of records, and a path in each',
    file: 'inner.ndjson',
    bytes:
      '{"r": [{"a": 1}, {"a": 2}]}\n{"r": []}\n{"r": {"a": 3}}\n\u00a0\n{"q": 1}\n7\n{"r": [4]}\n',
    choices: { format: { kind: 'json', lines: true, path: ['r'], depth: 3 } },
  },
  {
    name: 'lines of values, some of them none',
    file: 'values.ndjson',
    bytes: '1\nnull\n"a\\u00e9"\nNaN\n{}\n2.50\n"\\x"\n',
    choices: { format: { kind: 'json', lines: true } },
  },
  {
    name: 'records written anew',
    file: 'anew.ndjson',
    bytes: `no\n${records.map((r, i) => `${JSON.stringify(r)}\n${i % 11 ? '\n' : '[1]\nbad\n'}`).join('')}`,
    choices: {
      format: { kind: 'json', lines: true, path: [], depth: 1 },
      repairedRows: [
        { row: 1, cells: ['0', '1', '2'] },
        { row: 3, cells: ['77', '', '3', '4', '5'] },
        { row: 5, cells: ['78', '1.5', '', 'x', 'true', 'Ber"lin'] },
      ],
    },
  },
  {
    name: 'every third record that fits',
    file: 'third.json',
    bytes: repeated(30, (i) => (i % 4 ? `{"a": ${i}}` : '3')),
    choices: { sample: { every: 3 } },
  },
  {
    name: 'JSON in UTF-16',
    file: 'wide.json',
    bytes: utf16(JSON.stringify(records)),
  },
  { name: 'a byte order mark', file: 'bom.json', bytes: `\ufeff${JSON.stringify(records)}` },
];

export const madeJson: readonly MadeFile[] = [
  { name: 'a list of records', file: 'a.json', bytes: JSON.stringify(records, null, 2) },
  {
    name: 'records inside a document',
    file: 'b.json',
    bytes: `{"meta": {"x": 1}, "data": {"rows": ${JSON.stringify(records)}}}`,
    choices: { format: { kind: 'json', lines: false, path: ['data', 'rows'], depth: 1 } },
  },
  {
    name: 'a record a line',
    file: 'c.ndjson',
    bytes: records.map((r) => `${JSON.stringify(r)}\r\n`).join('\n'),
  },
  {
    name: 'lines that are no JSON, in gzip',
    file: 'd.ndjson.gz',
    bytes: gzipSync(
      records.map((r, i) => `${JSON.stringify(r)}\n${i % 11 ? '' : '{"n": NaN}\n'}`).join(''),
    ),
  },
  {
    name: 'one record',
    file: 'one.json',
    bytes: '{"a": 1, "b": {"c": [1, 2]}, "d": null, "e": true}',
  },
  {
    name: 'lists with a header',
    file: 'lists.json',
    bytes: '[["a","b"],[1,"x"],[2,null],[3,"y"]]',
  },
  { name: 'lists without a header', file: 'bare.json', bytes: '[[1,"x"],[2,null],[3,"y"]]' },
  { name: 'plain values', file: 'values.json', bytes: '[1, 2.50, "x", null, [1, 2]]' },
  {
    name: 'columns of lists',
    file: 'columns.json',
    bytes: '{"a": [1, 2, 3], "b": ["x", null, "z"]}',
  },
  {
    name: 'records by key',
    file: 'keys.json',
    bytes: JSON.stringify(Object.fromEntries(records.map((r, i) => [`k${i}`, r]))),
  },
  {
    name: 'columns by index',
    file: 'series.json',
    bytes: '{"a": {"0": 1, "2": 2, "5": 3}, "b": {"0": "x", "2": null, "5": "z"}}',
  },
  {
    name: 'a split frame',
    file: 'split.json',
    bytes: '{"columns": ["a", "b"], "index": [5, 6, 7], "data": [[1, "x"], [2, null], [3, "z"]]}',
  },
  ...oddJson,
  {
    name: 'numbers with all their digits',
    file: 'e.json',
    bytes:
      '[{"id":12345678901234567890,"x":1.50},{"id":12345678901234567891,"x":1e3},{"id":3,"x":-0.1}]',
  },
];
