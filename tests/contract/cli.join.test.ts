import { createHash } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { plainNumber, type Source } from '#lib/recipe/source.ts';
import { recipeOf } from '../golden/recipes.ts';
import { python, ran } from '../golden/python.ts';
import { at, columnsOf, file, json, read, tabwise } from './cli.support.ts';

/** Orders, and what is known of their customers in a file of its own: some twice, some not at all. */
const orders = ['customer,amount,left'].concat(
  Array.from({ length: 240 }, (_, i) => {
    const customer = (i * 37) % 90;
    return `${i % 11 === 0 ? '' : `c"${customer}`},${((i * 7919) % 1009) / 8},${(customer * 7) % 11 > 4 ? 'yes' : 'no'}`;
  }),
);
const customers = ['Kunde;__proto__;amount'].concat(
  Array.from(
    { length: 80 },
    (_, i) => `"c""${i % 75}";${i % 7 === 0 ? 'n/a' : (i * 31) % 17},${i}`,
  ),
  ';99;99',
);
customers.forEach((line, i) => (customers[i] = line.replace(/,(\d+)$/, ';$1')));

/** Orders of another shop, where the columns are called otherwise and one more is known. */
const winter = ['Customer;amount;Left;hours'].concat(
  Array.from(
    { length: 70 },
    (_, i) => `"c""${(i * 13) % 95}";${i % 9 ? i / 4 : 'free'};${i % 3 ? 'yes' : 'no'};${i % 8}`,
  ),
);

function second(
  name: string,
  text: string,
  columns: readonly (readonly [string, boolean])[] = [
    ['Kunde', false],
    ['__proto__', true],
    ['amount', true],
  ],
): Source {
  const column = ([label, numeric]: readonly [string, boolean]): Source['columns'][number] => ({
    name: label,
    header: label,
    type: numeric ? 'number' : 'category',
    role: 'feature',
    meaning: 'none',
    parse: numeric ? plainNumber : { as: 'text' },
  });
  const { format } = recipe([]).source;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    ...recipe([]).source,
    file: { name, bytes: text.length, sha256 },
    format: { ...format, delimiter: ';' } as Source['format'],
    missing: ['', 'n/a'],
    columns: columns.map(column),
  };
}

function recipe(steps: NonNullable<Parameters<typeof recipeOf>[0]['steps']>): Recipe {
  return recipeOf({
    name: 'Orders',
    file: 'orders.csv',
    columns: [
      ['customer', 'category', 'id'],
      ['amount', 'number'],
      ['left', 'boolean', 'target'],
    ],
    task: 'binary',
    steps,
    models: [['logisticRegression']],
  });
}

interface Ran {
  readonly results: readonly {
    readonly file: string;
    readonly rows: number;
    readonly metrics: Record<string, Record<string, number>>;
  }[];
}

describe('a recipe that joins a second table', () => {
  const known = 'known customers=all.csv';
  const text = customers.join('\n');
  const joining = recipe([
    ['joinTable', ['customer'], { source: second(known, text), rightOn: ['Kunde'] }],
    ['impute', ['__proto__', 'amount_2']],
    ['standardScale', ['amount', '__proto__', 'amount_2']],
  ]);

  const cold = "winter's orders.csv";
  const appended = winter.join('\n');
  const both = recipe([
    [
      'appendTable',
      [],
      {
        source: second(cold, appended, [
          ['Customer', false],
          ['amount', false],
          ['Left', false],
          ['hours', true],
        ]),
        mapping: [
          ['Customer', 'customer'],
          ['Left', 'left'],
        ],
        origin: 'of',
        here: 'summer',
      },
    ],
    ['joinTable', ['customer'], { source: second(known, text), rightOn: ['Kunde'], how: 'outer' }],
    ['impute', ['hours', 'amount', '__proto__', 'amount_2']],
    ['standardScale', ['amount', 'hours', '__proto__', 'amount_2']],
    ['oneHot', ['of']],
  ]);

  it('asks for it, refuses another, and says what matched', async () => {
    const data = file('orders.csv', orders.join('\n'));
    const path = file('recipe.json', JSON.stringify(joining));
    const call = ['run', path, '--data', data, '--out', at('none')];
    const without = await tabwise(...call);
    expect(without.code).toBe(3);
    expect(without.err).toContain(`needs a second table, “${known}”`);
    const other = await tabwise(...call, '--with', `${known}=${file('o.csv', `${text}\nx;1;1`)}`);
    expect(other.code).toBe(3);
    expect(other.err).toContain('its content differs');
    const unknown = await tabwise(...call, '--with', `x.csv=${data}`);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain(known);
  });

  it('is known to every command that takes a run', async () => {
    const data = file('orders.csv', orders.join('\n'));
    const path = file('recipe.json', JSON.stringify(joining));
    const beside = ['--with', `${known}=${file('customers.csv', text)}`];
    const { results } = await json<Ran>(
      'run',
      path,
      '--data',
      data,
      ...beside,
      '--out',
      at('runs'),
    );
    const saved = at(`runs/${results[0]!.file}`);
    const { groups } = await json<{ groups: object[] }>(
      ...['fairness', saved, data, ...beside, '--by', '__proto__', '--bins', '2'],
    );
    expect(groups.length).toBeGreaterThan(1);
    const again = await json<{ same: boolean }>('run-again', saved, data, ...beside);
    expect(again.same).toBe(true);
    const both = await json<{ folds: object }>('compare', saved, saved, '--data', data, ...beside);
    expect(both.folds).toBeTruthy();
  });

  it('queries the table, says what its columns rest on, and answers every new row', async () => {
    const query =
      'SELECT *, avg(amount) OVER (PARTITION BY customer) AS usual, CASE WHEN "left" = \'yes\' THEN 1 END AS gone FROM table WHERE amount > 5';
    const types = [
      ['usual', 'number'],
      ['gone', 'number'],
    ];
    const asking = recipe([
      ['querySql', [], { query, types }],
      ['impute', ['gone']],
      ['standardScale', ['amount', 'usual', 'gone']],
    ]);
    const data = file('orders.csv', orders.join('\n'));
    const path = file('recipe.json', JSON.stringify(asking));
    const run = await json<Ran & { structure: { findings: { id: string }[] }; leakage: object }>(
      ...['run', path, '--data', data, '--out', at('asked')],
    );
    expect(run.err).toMatch(/WARNING.*gone is made of left/);
    expect(run.err).toMatch(/WARNING.*A query reads other rows for usual, gone/);
    expect(run.structure.findings.map((f) => f.id)).toContain('structure:around:s1');
    expect(run.leakage).toBeTruthy();
    const kept = {
      ...asking,
      overrides: [{ finding: 'structure:made:gone', why: 'It is a test.' }],
    };
    const again = await json<Ran>(
      ...['run', file('kept.json', JSON.stringify(kept)), '--data', data, '--out', at('kept')],
    );
    expect(again.err).not.toContain('gone is made of left');
    const rowwise = recipe([
      [
        'querySql',
        [],
        {
          query: 'SELECT *, amount * 2 AS twice FROM table WHERE amount > 5',
          types: [['twice', 'number']],
        },
      ],
    ]);
    const plain = await json<Ran>(
      ...['run', file('plain.json', JSON.stringify(rowwise)), '--data', data, '--out', at('plain')],
    );
    const later = orders.map((line) => line.replace(/,[^,]*$/, '')).slice(0, 40);
    await json(
      'predict',
      at(`plain/${plain.results[0]!.file}`),
      file('later.csv', later.join('\n')),
      '--out',
      at('each.csv'),
    );
    expect(columnsOf(read('each.csv')).get('row')).toHaveLength(39);
  });

  it.skipIf(python === null)(
    'gives the same scores and answers by run and predict as its exported project',
    async () => {
      const data = file('orders.csv', orders.join('\n'));
      const other = file('customers.csv', text);
      const path = file('recipe.json', JSON.stringify(both));
      const below = file('winter.csv', appended);
      const later = ['--with', `${known}=${other}`];
      const beside = [...later, '--with', `${cold}=${below}`];
      const run = await json<Ran>('run', path, '--data', data, ...beside, '--out', at('out'));
      const { metrics, rows, file: runFile } = run.results[0]!;
      expect(rows).toBeGreaterThan(240 + 70);
      expect(run.err).toContain('found several matches');
      expect(run.err).toContain(`Added 70 rows of '${cold}' below 240`);
      expect(run.err).toContain('8 values that are none become missing');
      expect(run.err).toMatch(/row.? of it matched nothing and .* added/);

      const rowsLater = orders.map((line) => line.replace(/,[^,]*$/, '')).slice(0, 60);
      const fresh = file('later.csv', rowsLater.join('\n'));
      const out = ['--out', at('told.csv')];
      const said = await json('predict', at(`out/${runFile}`), fresh, ...later, ...out);
      expect(said.err).toContain('new rows are answered by themselves');
      expect(said.err).toContain('found a match');

      const { lacks } = await json<{ lacks: Record<string, string> }>(
        ...['export', path, '--data', data, ...beside, '--out', at('project')],
      );
      expect(lacks['model.mjs']).toContain('reads a second table');
      expect(lacks['model.onnx']).toContain('reads a second table');
      const cwd = at(`project/${readdirSync(at('project'))[0]!}`);
      const readme = readFileSync(`${cwd}/README.md`, 'utf8');
      expect(readme).toContain('steps of the recipe read them, and they must be as in the browser');
      expect(readme).not.toContain('app.py');
      writeFileSync(`${cwd}/${known}`, `${text}\n`);
      copyFileSync(below, `${cwd}/${cold}`);
      const wrong = await ran(python!, ['train.py', data], { cwd });
      expect(wrong.stderr).toContain('is not the file that the app read');
      copyFileSync(other, `${cwd}/${known}.part`);
      renameSync(`${cwd}/${known}.part`, `${cwd}/${known}`);
      const trained = await ran(python!, ['train.py', data], { cwd });
      if (trained.code !== 0) throw new Error(trained.stderr);
      const theirs = JSON.parse(trained.stdout.trimEnd().split('\n').at(-1)!) as typeof metrics;
      for (const part of ['train', 'validation', 'test'])
        for (const [id, value] of Object.entries(metrics[part]!))
          expect(theirs[part]![id], `${part} ${id}`).toBeCloseTo(value, 6);
      unlinkSync(`${cwd}/${cold}`);
      const inferred = await ran(python!, ['inference.py', fresh, '--out', 'told.csv'], { cwd });
      if (inferred.code !== 0) throw new Error(inferred.stderr);
      const [ours, them] = [
        columnsOf(read('told.csv')),
        columnsOf(readFileSync(`${cwd}/told.csv`, 'utf8')),
      ];
      expect(them.get('row')).toEqual(ours.get('row'));
      expect(ours.get('row')!.length).toBeGreaterThan(59);
      them.get('probability_yes')!.forEach((p, i) => {
        expect(Number(p)).toBeCloseTo(Number(ours.get('probability_yes')![i]), 6);
      });
    },
    120_000,
  );
});
