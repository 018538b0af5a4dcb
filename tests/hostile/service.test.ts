import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { python, ran } from '../golden/python.ts';
import { byHand } from '../parity/prepare.ts';
import { exported } from '../parity/restored.ts';

/** app.py holds to what it says of rows that do not fit, whatever columns and cells are called. */

const touch = "import os;os.system('touch canary')";
const nasty = `"""\n${touch}\n"""`;
const names = [nasty, "it's “x”", 'model_dump', '</script>', '__proto__', 'größe', 'json'] as const;
const quoted = (s: string): string => `"${s.replaceAll('"', '""')}"`;
const cellsOf = (i: number): string[] => [
  ...['<b>', nasty, "{__import__('os')}"][i % 3]!.split('\0').map(quoted),
  quoted(`${1 + (i % 9)}.200,5 €`),
  String(i % 11),
  i % 4 ? String((i * 7) % 13) : '',
  i % 2 ? 'ja' : 'nein',
  String(i / 8),
  String((i * 5) % 17),
];
const csv = [
  [...names, 'y'].map(quoted).join(','),
  ...Array.from({ length: 90 }, (_, i) =>
    [...cellsOf(i), (i * 7) % 10 > 4 ? quoted(nasty) : '-'].join(','),
  ),
].join('\n');

/** Asks before there is a model and after it was restored; bodies that JSON has no word for come as text. */
const asking = `
import contextlib, io, json, runpy, sys
from starlette.testclient import TestClient
import app
client = TestClient(app.app)
def ask(path, body):
    if body is None:
        said = client.get(path)
    else:
        content = body if isinstance(body, str) else json.dumps(body)
        said = client.post(path, content=content, headers={"content-type": "application/json"})
    return [said.status_code, said.json()]
answers = {"none": ask("/health", None)}
with contextlib.redirect_stdout(io.StringIO()):
    runpy.run_path("restore.py", run_name="__main__")
for name, (path, body) in json.load(sys.stdin).items():
    answers[name] = ask(path, body)
print(json.dumps(answers))`;

type Answer = readonly [status: number, said: unknown];
interface Detail {
  readonly detail: readonly { readonly loc: readonly (string | number)[]; readonly msg: string }[];
}
const placesOf = ([, said]: Answer): unknown[] => (said as Detail).detail.map((d) => d.loc);

describe.skipIf(python === null)('the exported service', () => {
  let dir = '';
  const good: Record<string, unknown> = Object.fromEntries([
    [names[0], '<b>'],
    [names[1], '3.200,5 €'],
    ...names.slice(2, 4).map((n, i) => [n, i + 3] as const),
    [names[4], 'ja'],
    ...names.slice(5).map((n, i) => [n, i + 4] as const),
  ]);
  const but = (changed: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries({ ...good, ...changed }).filter(([, value]) => value !== undefined),
    );
  const text = JSON.stringify(good);
  const strange = JSON.stringify(but({ [names[0]]: 'robot', json: 99, more: 1 }));
  const sent = {
    well: ['/health', null],
    schema: ['/schema', null],
    one: ['/predict', good],
    absent: ['/predict', but({ größe: undefined })],
    word: ['/predict', [good, but({ model_dump: 'third' })]],
    words: ['/predict', but({ [names[1]]: 'viel €', json: true })],
    gap: ['/predict', but({ json: null })],
    nan: ['/predict', text.replace('"json":5', '"json":NaN')],
    vast: ['/predict', text.replace('"json":5', '"json":1e999')],
    object: ['/predict', but({ [names[0]]: { a: 1 } })],
    half: ['/predict', text.replace('<b>', '\\ud800')],
    empty: ['/predict', '[]'],
    number: ['/predict', '7'],
    broken: ['/predict', '{'],
    nothing: ['/predict', ''],
    told: ['/predict', strange],
    strict: ['/predict?strict=true', `[${strange}]`],
    filled: ['/predict', but({ '</script>': null })],
    turned: ['/predict', Object.fromEntries(Object.entries(good).reverse())],
  } as const;
  let said: Readonly<Record<keyof typeof sent | 'none', Answer>>;

  beforeAll(async () => {
    const sql = await openDuckDbNode();
    const scratch = await mkdtemp(join(tmpdir(), 'tabwise-service-'));
    const path = join(scratch, 'data.csv');
    await writeFile(path, csv);
    const made = {
      name: 'hostile',
      csv,
      target: 'y',
      roles: { y: 'target' },
      steps: [
        ['impute', ['</script>'], { strategy: 'median' }],
        ['oneHot', [names[0], '__proto__']],
      ],
      models: [['logisticRegression']],
    } as const;
    const [asked] = await exported(await byHand(sql, made, path), made.name, scratch);
    await sql.close();
    dir = asked!.dir;
    const { stdout, stderr } = await ran(python!, ['-c', asking], {
      cwd: dir,
      input: JSON.stringify(sent),
    });
    said = JSON.parse(stdout || JSON.stringify(stderr)) as typeof said;
  });

  it('says that there is no model, and once it is restored answers with its classes', () => {
    expect(said.none).toEqual([
      503,
      { detail: expect.stringContaining('run restore.py') as string },
    ]);
    expect(said.well).toEqual([
      200,
      { status: 'ok', model: 'LogisticRegression', sklearn: '1.9.1' },
    ]);
    const { columns } = said.schema[1] as { columns: { name: string }[] };
    expect(columns.map((c) => c.name)).toEqual([...names]);
    expect(columns[0]).toMatchObject({ type: 'str', categories: expect.arrayContaining(['<b>']) });
    expect(columns[2]).toMatchObject({ type: 'float64', minimum: 0, maximum: 10 });
    expect(said.one[1]).toMatchObject({ warnings: [], ignored: [] });
    const { probabilities } = said.one[1] as { probabilities: Record<string, number> };
    expect(Object.keys(probabilities)).toEqual([nasty, '-'].sort());
    expect(said.turned).toEqual(said.one);
    expect(said.filled[0]).toBe(200);
  });

  it.each([
    ['absent', ['row', 'größe']],
    ['word', ['rows', 1, 'model_dump']],
    ['words', ['row', names[1]], ['row', 'json']],
    ['gap', ['row', 'json']],
    ['nan', ['row', 'json']],
    ['vast', ['row', 'json']],
    ['object', ['row', names[0]]],
    ['half', ['row', names[0]]],
    ['strict', ['rows', 0, names[0]], ['rows', 0, 'json']],
  ] as const)('refuses %s with 422 and the name of the field', (name, ...places) => {
    expect(said[name][0]).toBe(422);
    expect(placesOf(said[name])).toEqual(places.map((place) => ['body', ...place]));
  });

  it.each(['empty', 'number', 'broken', 'nothing'] as const)('refuses %s with 422', (name) => {
    expect(said[name][0]).toBe(422);
  });

  it('warns of what training had not, and lists columns that it ignores', () => {
    expect(said.told[1]).toMatchObject({
      warnings: [
        { column: names[0], value: 'robot', note: 'unseen category' },
        { column: 'json', value: 99, note: 'outside 0 to 16' },
      ],
      ignored: ['more'],
    });
  });

  it('does nothing but answer', async () => {
    expect(await readdir(dir)).not.toContain('canary');
  });
});
