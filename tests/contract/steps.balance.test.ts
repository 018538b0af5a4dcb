import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitionsOf, flat, importsOf } from '#lib/codegen/python/print.ts';
import type { BalancingCompute, FitInput } from '#lib/engine/step.ts';
import { RandomState } from '#lib/engine/random.ts';
import { trainRows, trainTarget } from '#lib/engine/split.ts';
import { numberColumn, tableOf, type Table } from '#lib/engine/table.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { compute, lowering, spec, stepIds } from '../oracle/steps/cases.ts';
import { thrownBy } from './steps.support.ts';

const seed = 7;
const rng = new RandomState(3);
const rows = 40;
/** Classes of 24, 10 and 6 rows that overlap. */
const multiclass = Array.from({ length: rows }, (_, i) =>
  i % 5 < 3 ? 0 : i % 4 === 0 || i % 5 === 3 ? 1 : 2,
);
const columns = [1, 5, 0.2].map((size) =>
  multiclass.map((k) => size * (k * 0.7 + 2 * rng.randomSample())),
);
/** A column of codes, for the step that keeps categories whole. */
columns.push(multiclass.map((k, i) => (k + i) % 4));
const placed: Readonly<Record<string, readonly string[]>> = {
  smoteNc: ['x3'],
  dropOutliers: ['x0', 'x2'],
};
const chosen = (id: string): readonly string[] => placed[id] ?? [];
const targets = { multiclass, binary: multiclass.map((k) => Number(k === 2)) };

interface Case {
  readonly id: string;
  readonly step: (typeof stepIds)[number];
  readonly task: keyof typeof targets;
  readonly params: Readonly<Record<string, unknown>>;
  readonly imports: readonly string[];
  readonly code: string;
}

const cases = stepIds
  // imbalanced-learn has no forest, and ours draws otherwise: steps.unusual.test.ts.
  .filter((id) => spec(id).kind === 'balancing' && id !== 'dropUnusual')
  .flatMap((id) =>
    spec(id).examples.flatMap((example, k) =>
      (['binary', 'multiclass'] as const).map((task): Case => {
        const params = parseParams(spec(id).params, example.params, id) as Case['params'];
        const found = lowering(id);
        if (found.kind !== 'balancing') throw new Error(`${id} has another lowering`);
        const py = found.sampler(params, chosen(id), { task, seed });
        const needed = [...importsOf(py), ...definitionsOf(py).flatMap((d) => d.imports)];
        const imports = needed.map(([module, name]) =>
          ['np', 'pd'].includes(name)
            ? `import ${module} as ${name}`
            : `from ${module} import ${name}`,
        );
        const code = definitionsOf(py).map((d) => d.code);
        return {
          id: `${id}.${k}.${task}`,
          step: id,
          task,
          params,
          imports: [...imports, ...code],
          code: flat(py),
        };
      }),
    ),
  );

interface Sampled {
  readonly columns: readonly (readonly number[])[];
  readonly y: readonly number[];
}

const here = join(import.meta.dirname, '../oracle/balance');
const answers = JSON.parse(readFileSync(join(here, 'answers.json'), 'utf8')) as Record<
  string,
  { readonly code: string; readonly own: Sampled; readonly imblearn: Sampled }
>;

function inputFor(
  { step, task, params }: Case,
  index = Int32Array.from({ length: rows }, (_, i) => i),
): FitInput<unknown> {
  const table = trainRows(tableOf(columns.map((cells, j) => [`x${j}`, cells] as const)), index);
  const classes = { binary: ['no', 'yes'], multiclass: ['a', 'b', 'c'] }[task];
  const y = Float64Array.from(index, (i) => targets[task][i]!);
  return {
    table,
    columns: chosen(step),
    params,
    seed,
    target: trainTarget(table, { task, classes }, y),
  };
}

it('asks imbalanced-learn what the lowerings print now', async () => {
  const question = `${JSON.stringify({ seed, columns, targets, cases }, null, 1)}\n`;
  await expect(question).toMatchFileSnapshot('../oracle/balance/cases.json');
  for (const c of cases) expect(answers[c.id]?.code, `${c.id}: run generate.py`).toBe(c.code);
});

describe.each(cases)('$id', (c) => {
  const step = compute(c.step) as BalancingCompute<unknown, { before: number[]; after: number[] }>;
  const sampled = (table: Table): number[][] =>
    [...table.columns.keys()].map((name) => [...numberColumn(table, name).values]);

  it.each(['imblearn', 'own'] as const)('takes and makes the rows that %s does', (which) => {
    const { table, y } = step.resample(inputFor(c));
    const answer = answers[c.id]![which];
    expect([...y]).toEqual(answer.y);
    sampled(table).forEach((cells, j) =>
      cells.forEach((x, i) => expect(Math.abs(x - answer.columns[j]![i]!)).toBeLessThan(1e-12)),
    );
  });

  it('changes nothing it is given, and does the same twice', () => {
    const input = inputFor(c);
    const before = structuredClone(input);
    const first = step.resample(input);
    expect(input).toEqual(before);
    expect(step.resample(input)).toEqual(first);
  });

  it('says how many rows of each class there are before and after, and what that does to probabilities', () => {
    const input = inputFor(c);
    const { state, y } = step.resample(input);
    const [would, done] = (['would', 'done'] as const).map((mood) =>
      step.report(input, state, mood),
    );
    expect(would!.map((e) => e.meta)).toEqual(done!.map((e) => e.meta));
    expect(would![0]!.message).toMatch(/^Would [a-z]/);
    expect(done![0]!.meta['rows_affected']).toBe(Math.abs(y.length - rows));
    const moved = state.before.some((n, k) => n / rows !== state.after[k]! / y.length);
    expect(done!.some((e) => e.level === 'WARNING' && e.message.includes('expects'))).toBe(moved);
  });

  it('leaves a regression its rows, or does without classes', () => {
    const input = inputFor(c);
    const y = Float64Array.from(columns[1]!);
    const target = trainTarget(input.table, { task: 'regression', classes: null }, y);
    if (!spec(c.step).learnsTarget!.includes('regression')) {
      expect(thrownBy(() => step.resample({ ...input, target }))).toMatchObject({
        code: 'target-missing',
      });
      return;
    }
    const found = step.resample({ ...input, target });
    expect(sampled(found.table)[1]).toEqual([...found.y]);
    expect(step.report(input, found.state, 'done')[0]!.meta['rows_affected']).toBe(
      rows - found.y.length,
    );
  });

  it('does nothing without a target, and says so', () => {
    expect(thrownBy(() => step.resample({ ...inputFor(c), target: null }))).toMatchObject({
      code: 'target-missing',
    });
  });
});
