import { describe, expect, it } from 'vitest';
import type { LearnedCompute } from '#lib/engine/step.ts';
import { takeRows, type Table, type TrainTable } from '#lib/engine/table.ts';
import { detailOf, EngineError } from '#lib/recipe/errors.ts';
import { fieldsOf, parseParams } from '#lib/recipe/params.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import {
  cases,
  compute,
  fitInput,
  lowering,
  question,
  rowsOfCase,
  spec,
  stepIds,
} from '../oracle/steps/cases.ts';
import { fresh, tableFrom, type Cells } from '../oracle/steps/tables.ts';
import {
  agree,
  answered,
  cellsOf,
  changedByColumn,
  promise,
  rowsAffected,
  thrownBy,
  unique,
  within,
} from './steps.support.ts';
import { mutants } from './state.support.ts';

type Learned = LearnedCompute<unknown, unknown>;

/** As much of a profile as an estimate of columns reads. */
function profiled([name, type, cells]: Cells[number]): ColumnProfile {
  const counts = Map.groupBy(
    cells.filter((x) => x !== null),
    (x) => x,
  );
  return {
    name,
    type,
    distinct: counts.size,
    missing: cells.filter((x) => x === null).length,
    top: [...counts].map(([value, of]) => ({ value: String(value), count: of.length })),
  } as unknown as ColumnProfile;
}

const learnedCases = cases.filter((c) => spec(c.step).kind === 'learned');

describe.each(stepIds)('step %s', (id) => {
  const { params, title, summary, examples } = spec(id);
  const fields = fieldsOf(params);

  it('is known by one id, a title with a verb and a summary of one sentence', () => {
    expect(spec(id).id).toBe(id);
    expect(title).toMatch(/^[A-Z][a-z-]+ /);
    expect(summary).toMatch(/^[A-Z][^.]*\.$/);
  });

  it('has compute and lowering of its own kind', () => {
    expect(compute(id).kind).toBe(spec(id).kind);
    expect(lowering(id).kind).toBe(spec(id).kind);
  });

  it.each(['nope', 'constructor', '__proto__'])(
    'refuses the unknown parameter %s by name',
    (name) => {
      const value = JSON.parse(`{ "${name}": 1 }`) as unknown;
      expect(() => parseParams(params, value, id)).toThrow(`“${name}”`);
    },
  );

  it('says title, description and default of every parameter', () => {
    for (const field of fields) {
      expect(field.title, field.name).not.toBe(field.name);
      expect(field.description, field.name).toMatch(/\.$/);
      expect(field.default, field.name).not.toBe(undefined);
    }
    const defaults = Object.fromEntries(fields.map((f) => [f.name, f.default]));
    expect(parseParams(params, {}, id)).toEqual(defaults);
  });

  it('keeps every parameter within its bounds', () => {
    for (const { name, kind, min, max } of fields) {
      const wrong = {
        boolean: ['yes'],
        choice: ['nope', 0],
        integer: [
          0.5,
          NaN,
          ...(min === undefined ? [] : [min - 1]),
          ...(max === undefined ? [] : [max + 1]),
        ],
        number: ['1', NaN, Infinity],
        text: [true],
        formula: [true, '1 +', '(a', 'a b'],
        list: ['low', [1]],
        values: ['low', [1]],
        pairs: [{ a: 'b' }, ['a', 'b'], [['a']], [['a', '']]],
        numbers: ['1', ['1'], [NaN], [0.5]],
        column: [null, 1, ['a']],
        columnWords: ['a', ['a'], [['a']], [['a', 'nope']], [[1, 'mean']]],
        table: [1, 'a.csv', { file: 'a.csv' }],
        query: [true, 1, ['SELECT']],
        members: ['1', [], [{ model: 'nope' }]],
      }[kind];
      for (const value of wrong)
        expect(() => parseParams(params, { [name]: value }, id), `${name}: ${value}`).toThrow(
          EngineError,
        );
    }
  });

  it('gives a reason for each example, and has one that is all defaults', () => {
    expect(examples.every(({ why }) => why.endsWith('.'))).toBe(true);
    expect(examples[0]!.params).toEqual({});
  });

  it('describes itself by its columns', () => {
    const said = spec(id).describe(['age'], parseParams(params, {}, id));
    if (spec(id).kind !== 'balancing')
      expect(said.title).toContain(spec(id).needsColumns ? 'age' : spec(id).title.split(' ')[0]);
    expect(said.title).not.toBe('');
    expect(said.effect).not.toBe('');
  });

  it('has at least one answer of scikit-learn or pandas for each example', () => {
    if (spec(id).kind === 'balancing') return; // imbalanced-learn's: steps.balance.test.ts
    const asked = cases.filter((c) => c.step === id).map((c) => c.id.split('.')[1]);
    expect(new Set(asked).size).toBe(examples.length);
  });
});

it('asks the oracle what the lowerings print now', async () => {
  await expect(question(fresh)).toMatchFileSnapshot('../oracle/steps/cases.json');
  expect(Object.keys(answered)).toEqual(cases.map((c) => c.id));
  for (const c of cases) expect(answered[c.id]!.code, `${c.id}: run generate.py`).toBe(c.code);
});

describe.each(learnedCases)('$id on $columns', (c) => {
  const step = compute(c.step) as Learned;
  const place = { columns: c.columns, params: c.params };
  const [seen, later] = rowsOfCase(c);
  const input = fitInput(c, seen);
  const { table } = input;
  const unseen = tableFrom(later);
  const fitted = step.fit(input);
  const transform = (t: Table, state = fitted): Table =>
    step.transform({ table: t, ...place }, state);
  const keeps = promise.bind(null, c);

  keeps('leaves its input as it was', () => {
    const given = fitInput(c, seen);
    const before = structuredClone(given);
    step.report(given, step.fit(given), 'done');
    step.transform(given, fitted);
    step.fitTransform?.(given, fitted);
    expect(given).toEqual(before);
  });

  keeps('gives the same answer twice', () => {
    expect(step.fit(input)).toEqual(fitted);
    expect(cellsOf(transform(unseen))).toEqual(cellsOf(transform(unseen)));
  });

  keeps('has a fitted state that survives structured clone and JSON', () => {
    for (const copy of [structuredClone(fitted), JSON.parse(JSON.stringify(fitted)) as unknown]) {
      expect(copy).toStrictEqual(fitted);
      expect(cellsOf(transform(unseen, copy))).toEqual(cellsOf(transform(unseen)));
    }
  });

  keeps('has its fitted state refused, or still transforms, whatever was changed in it', () => {
    const facts = { features: c.columns.length, classes: 1, classified: false };
    expect(step.state.form(fitted, facts)).toBeNull();
    let refused = 0;
    for (const { what, state } of mutants(fitted)) {
      if (step.state.form(state, facts) !== null) refused += 1;
      else expect(thrownBy(() => transform(unseen, state))?.code, what).not.toBe('unexpected');
    }
    // A step that learns nothing has nothing but “nothing” to get wrong.
    expect(refused).toBeGreaterThan(fitted === null ? 3 : 10);
  });

  keeps('transforms one row as it transforms that row among many', () => {
    const all = cellsOf(transform(unseen));
    for (let i = 0; i < unseen.rows; i += 1) {
      const one = cellsOf(transform(takeRows(unseen, Int32Array.of(i))));
      expect([...one].map(([name, cells]) => [name, cells[0]])).toEqual(
        [...all].map(([name, cells]) => [name, cells[i]]),
      );
    }
  });

  keeps('learns the same from the rows in another order', () => {
    const order = Int32Array.of(7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4);
    const state = step.fit(fitInput(c, seen, order));
    agree(cellsOf(transform(unseen, state)), cellsOf(transform(unseen)), within(c.step));
  });

  keeps('names a missing column, with a remedy', () => {
    const without = { rows: 2, columns: new Map() } as unknown as TrainTable;
    for (const act of [
      () => step.fit({ ...input, table: without, target: null }),
      () => transform(without),
    ]) {
      const detail = thrownBy(act);
      expect(detail).toMatchObject({
        code: 'column-missing',
        remedy: expect.stringMatching(/\.$/),
      });
      expect(detail!.what).toContain(`“${c.columns[0]!}”`);
    }
  });

  keeps('transforms no rows into no rows, with the same columns', () => {
    const none = transform(takeRows(unseen, Int32Array.of()));
    expect(none.rows).toBe(0);
    expect([...none.columns.keys()]).toEqual([...transform(unseen).columns.keys()]);
  });

  keeps(
    'learns from an empty, a missing, a constant and a single-row table, or says what to do',
    () => {
      const isMissing = seen.map(
        ([name, type, cells]) => [name, type, cells.map(() => null)] as const,
      );
      const poor = [
        fitInput(c, seen, Int32Array.of()),
        fitInput(c, isMissing),
        fitInput(c, seen, new Int32Array(12)),
        fitInput(c, seen, Int32Array.of(1)),
      ];
      for (const given of poor) {
        let detail = null;
        try {
          const state = step.fit(given);
          expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
          expect(transform(unseen, state).rows).toBe(unseen.rows);
        } catch (error) {
          detail = detailOf(error);
        }
        if (!detail) continue;
        expect(detail.code).toBe('no-rows');
        expect(detail.where.column).toBeDefined();
        expect(detail.remedy).toMatch(/^(Drop|Give) .*\.$/);
      }
    },
  );

  keeps('reports as many cells as it changes', () => {
    for (const t of [table, unseen]) {
      const events = step.report({ table: t, ...place }, fitted, 'done');
      expect(rowsAffected(events, t.columns)).toEqual(
        changedByColumn(cellsOf(t), cellsOf(transform(t))),
      );
    }
  });

  keeps('would do what it does', () => {
    const would = step.report({ table, ...place }, fitted, 'would');
    const done = step.report({ table, ...place }, fitted, 'done');
    expect(would.map(({ meta }) => meta)).toEqual(done.map(({ meta }) => meta));
    expect(would[0]!.message).toMatch(/^Would [a-z]/);
    expect(done[0]!.message).toMatch(/^[A-Z][a-z]+ed /);
  });

  keeps('agrees with scikit-learn on awkward data', () => {
    const { main, beside } = answered[c.id]!;
    for (const [part, t] of [
      ['train', table],
      ['fresh', unseen],
    ] as const) {
      const ours = cellsOf(transform(t));
      const mine = new Map(
        [...ours].filter(([name]) => c.columns.includes(name) || !t.columns.has(name)),
      );
      const taken = new Set([...table.columns.keys()].filter((name) => !c.columns.includes(name)));
      const names = [
        ...unique(main!.names, taken),
        ...(beside?.names ?? []).map((n) => n.replace(/^missingindicator_(.*)$/, '$1_missing')),
      ];
      expect([...mine.keys()]).toEqual(names);
      const columns = [...main![part], ...(beside?.[part] ?? [])];
      agree(mine, new Map(names.map((name, j) => [name, columns[j]!])), within(c.step));
    }
  });

  keeps('makes no more columns than it says before', () => {
    const says = spec(c.step).columnsMade;
    if (!says) return;
    const found = seen.filter(([name]) => c.columns.includes(name)).map(profiled);
    const classes = { multiclass: 3, binary: 2 }[c.task as string] ?? 1;
    const made = [...transform(table).columns.keys()].filter(
      (name) => c.columns.includes(name) || !table.columns.has(name),
    );
    expect(says(found, c.params, classes)).toBeGreaterThanOrEqual(made.length);
    // Where nothing is left out for being rare or the same, the number is exact.
    if (
      !['textTerms', 'kBins', 'treeBins', 'varianceThreshold', 'correlationFilter'].includes(c.step)
    )
      expect(says(found, c.params, classes)).toBe(made.length);
  });

  if (c.task === null) return;
  keeps('leaves for a fit what scikit-learn leaves', () => {
    const left = step.fitTransform?.(input, fitted) ?? transform(table);
    const made = [...cellsOf(left)].filter(
      ([name]) => c.columns.includes(name) || !table.columns.has(name),
    );
    const theirs = answered[c.id]!.main!.fitted!;
    expect(made.length).toBe(theirs.length);
    agree(new Map(made), new Map(made.map(([name], j) => [name, theirs[j]!])), within(c.step));
  });

  keeps('does not learn without the target, and says so', () => {
    expect(thrownBy(() => step.fit({ ...input, target: null }))).toMatchObject({
      code: 'target-missing',
    });
  });
});
