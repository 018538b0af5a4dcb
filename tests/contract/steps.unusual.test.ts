import { expect, it } from 'vitest';
import { definitionsOf, flat, importsOf } from '#lib/codegen/python/print.ts';
import { RandomState } from '#lib/engine/random.ts';
import { trainRows, trainTarget } from '#lib/engine/split.ts';
import type { BalancingCompute, LearnedCompute } from '#lib/engine/step.ts';
import { numberColumn, tableOf } from '#lib/engine/table.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { compute, lowering, spec } from '../oracle/steps/cases.ts';
import { askPython, python } from '../golden/python.ts';

/** Two columns that go together, and three rows where they do not, though each number is a usual one. */
const rng = new RandomState(5);
const rows = 200;
const odd = [17, 90, 151];
const x = Array.from({ length: rows }, () => 10 * rng.randomSample());
const z = x.map((v, i) => (odd.includes(i) ? 10 - v + (v > 5 ? -9 : 9) : v + rng.randomSample()));
const columns = ['x', 'z'];
const given = (id: 'flagUnusual' | 'dropUnusual') => {
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const table = trainRows(
    tableOf([
      ['x', x],
      ['z', z],
    ]),
    all,
  );
  const classes = ['no', 'yes'];
  const y = Float64Array.from(all, (i) => i % 2);
  const target = trainTarget(table, { task: 'binary', classes }, y);
  const params = parseParams(spec(id).params, { contamination: odd.length / rows }, id);
  return { table, columns, params, seed: 3, target };
};

it('the rows that are odd by all columns together are flagged, as scikit-learn flags them', async () => {
  const input = given('flagUnusual');
  const step = compute('flagUnusual') as LearnedCompute<unknown, unknown>;
  const fitted = step.fit(input);
  const flags = numberColumn(step.transform(input, fitted), 'unusual').values;
  expect([...flags.keys()].filter((i) => flags[i] === 1)).toEqual(odd);
  const [event] = step.report(input, fitted, 'would');
  expect(event!.message.replaceAll('\u00a0', ' ')).toBe("Would add 'unusual', 1 in 3 rows of 200");
  if (python === null) return;
  const found = lowering('flagUnusual');
  if (found.kind !== 'learned') throw new Error('another lowering');
  const py = found.sklearn(input.params, columns, { task: 'binary', seed: 3 });
  const definitions = definitionsOf(py);
  const imports = [...importsOf(py), ...definitions.flatMap((d) => d.imports)].map(
    ([module, name]) =>
      ['np', 'pd'].includes(name) ? `import ${module} as ${name}` : `from ${module} import ${name}`,
  );
  const code = [
    ...new Set(imports),
    ...definitions.map((d) => d.code),
    'import json, sys',
    'X = pd.DataFrame(json.load(sys.stdin))',
    `made = ${flat(py)}.fit(X)`,
    'print(json.dumps([list(made.get_feature_names_out()), np.flatnonzero(made.transform(X)[:, 2]).tolist()]))',
  ];
  expect(await askPython(code.join('\n'), { x, z })).toEqual([['x', 'z', 'unusual'], odd]);
});

it('left out of a fit are these rows alone, the others in their order, and what it does is told', () => {
  const input = given('dropUnusual');
  const step = compute('dropUnusual') as BalancingCompute<unknown, { before: number[] }>;
  const { table, y, state } = step.resample(input);
  const stay = [...x.keys()].filter((i) => !odd.includes(i));
  expect([...numberColumn(table, 'x').values]).toEqual(stay.map((i) => x[i]));
  expect([...y]).toEqual(stay.map((i) => i % 2));
  expect(step.report(input, state, 'done')[0]!.meta['rows_affected']).toBe(odd.length);
});
