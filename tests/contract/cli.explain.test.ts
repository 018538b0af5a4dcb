import { beforeAll, describe, expect, it } from 'vitest';
import { at, file, json, peopleCsv, read, tabwise } from './cli.support.ts';

interface Row {
  readonly row: number;
  readonly prediction: readonly number[];
  readonly value: number;
  readonly columns: readonly number[];
  readonly features: readonly number[];
  readonly columnErrors?: readonly number[];
}
interface Explained {
  readonly method: string;
  readonly scale: string;
  readonly additivity: { readonly rows: number; readonly largestGap: number };
  readonly columns: readonly { readonly name: string; readonly features: readonly string[] }[];
  readonly features: readonly string[];
  readonly importance: {
    readonly shap: readonly { readonly columns: readonly { readonly name: string }[] }[];
    readonly permutation: readonly { readonly feature: string }[];
    readonly gain?: readonly unknown[];
  };
  readonly outputs: readonly {
    readonly class: string | null;
    readonly baseValue: number;
    readonly rows: readonly Row[];
  }[];
}

let people: string;
let points: string;
const run = (model: string): string => at(`${model}.json`);

async function trained(path: string, model: string, ...more: string[]): Promise<void> {
  const asked = ['train', path, '--target', 'survived', '--model', model, ...more];
  const { code, err } = await tabwise(...asked, '--save', run(model));
  expect(code, err).toBe(0);
}

beforeAll(async () => {
  people = file('people.csv', peopleCsv());
  const lines = Array.from({ length: 60 }, (_, i) => {
    const [x, y, z] = [(i * 7) % 20, (i * 11) % 13, (i * 5) % 17];
    return `${x},${y},${z},${x + z > y ? 'yes' : 'no'}`;
  });
  points = file('points.csv', `x,y,z,survived\n${lines.join('\n')}\n`);
  await trained(people, 'randomForest', '--params', '{"nEstimators": 10}');
  await trained(points, 'kNeighbors', '--steps', 'none');
});

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('explain', () => {
  it('splits each prediction of a forest among the columns, exactly', async () => {
    const found = await json<Explained>('explain', run('randomForest'), people, '--json');
    expect(found).toMatchObject({ method: 'trees', scale: 'probability' });
    expect(found.additivity).toMatchObject({ rows: 120 });
    expect(found.additivity.largestGap).toBeLessThan(1e-12);
    const [output] = found.outputs;
    expect(found.outputs).toHaveLength(1);
    for (const { prediction, value, columns, features } of output!.rows) {
      expect(value).toBeCloseTo(prediction[1]!, 12);
      expect(output!.baseValue + sum(features)).toBeCloseTo(value, 12);
      expect(sum(columns)).toBeCloseTo(sum(features), 12);
      expect(features).toHaveLength(found.features.length);
      expect(columns).toHaveLength(found.columns.length);
    }
    expect(found.columns.flatMap((c) => c.features).toSorted()).toEqual(found.features.toSorted());
    expect(found.columns.find((c) => c.name === 'sex')?.features.length).toBeGreaterThan(0);
    expect(found.importance.shap[0]!.columns).toHaveLength(found.columns.length);
    expect(found.importance.permutation.length).toBeGreaterThan(0);
    expect(found.importance.gain?.length).toBe(found.features.length);
  });

  it('takes rows and a class, and a file without the target', async () => {
    const lines = peopleCsv().trim().split('\n');
    const bare = lines.map((line) => line.split(',').slice(0, -1).join(','));
    const fresh = file('fresh.csv', `${bare.join('\n')}\n`);
    const whole = await json<Explained>('explain', run('randomForest'), people);
    const asked = ['--rows', '7,3-4', '--class', '0'];
    const some = await json<Explained>('explain', run('randomForest'), fresh, ...asked);
    expect(some.outputs.map((o) => o.class)).toEqual(['0']);
    expect(some.outputs[0]!.rows.map((r) => r.row)).toEqual([7, 3, 4]);
    // Of two classes one rises by what the other falls.
    const yes = whole.outputs[0]!.rows.find((r) => r.row === 3)!;
    for (const [j, value] of some.outputs[0]!.rows[1]!.features.entries())
      expect(value).toBeCloseTo(-yes.features[j]!, 12);
  });

  it('draws for other models, the same with the same seed, with standard errors', async () => {
    const asked = ['explain', run('kNeighbors'), points, '--rows', '0,5', '--samples', '10'];
    const [one, again, other] = [
      await json<Explained>(...asked),
      await json<Explained>(...asked),
      await json<Explained>(...asked, '--seed', '7'),
    ];
    expect(one.method).toBe('sampled');
    expect(again.outputs).toEqual(one.outputs);
    expect(other.outputs).not.toEqual(one.outputs);
    const [row] = one.outputs[0]!.rows;
    expect(one.outputs[0]!.baseValue + sum(row!.columns)).toBeCloseTo(row!.prediction[1]!, 12);
    expect(Math.max(...row!.columnErrors!)).toBeGreaterThan(0);
  });

  it('fits a simple model around rows on demand, and says how much it tells', async () => {
    const asked = ['explain', run('randomForest'), people, '--rows', '0,5', '--lime'];
    const { lime } = await json<{ lime: { row: number; fidelity: number; columns: unknown[] }[] }>(
      ...asked,
    );
    expect(lime.map((l) => l.row)).toEqual([0, 5]);
    expect(lime[0]!.fidelity).toBeGreaterThan(0);
    expect(lime[0]!.columns.length).toBeGreaterThan(2);
    const { code, err } = await tabwise('explain', run('randomForest'), people, '--lime');
    expect(code).toBe(2);
    expect(err).toContain('--lime is asked of 120 rows');
  });

  it('writes a model that adds up as an equation, with its points, and says why another has none', async () => {
    await trained(people, 'logisticRegression');
    interface Told {
      readonly equation: {
        readonly words?: string;
        readonly python?: string;
        readonly excel?: readonly { readonly formula: string }[];
        readonly difference?: number;
        readonly points?: readonly { readonly columns: readonly { readonly name: string }[] }[];
        readonly reason?: string;
      };
    }
    const asked = [people, '--rows', '0', '--equation', 'few'];
    const { equation } = await json<Told>('explain', run('logisticRegression'), ...asked);
    expect(equation.words).toContain('log-odds of “1” =');
    expect(equation.difference).toBeLessThanOrEqual(0.0005);
    expect(equation.python).toContain('def predict(row):');
    expect(equation.excel!.at(-1)!.formula).toMatch(/^=1\/\(1\+EXP/);
    expect(equation.points![0]!.columns.map(({ name }) => name)).toContain('sex');
    const forest = await json<Told>('explain', run('randomForest'), ...asked);
    expect(forest.equation.reason).toContain('no sum');
    const other = file('other.csv', peopleCsv().replace('male', 'female'));
    const refused = await tabwise('explain', run('logisticRegression'), other, '--equation', 'few');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('another file than that of training');
  });

  it.each([
    ['a row that is not there', ['--rows', '500'], /row 500/],
    ['rows that are no numbers', ['--rows', 'first'], /“first”/],
    ['a class that is not there', ['--class', 'maybe'], /no class “maybe”/],
  ])('refuses %s', async (_words, more, said) => {
    const { code, err } = await tabwise('explain', run('randomForest'), people, ...more);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

interface Fair {
  readonly part: string;
  readonly rows: number;
  readonly threshold: number;
  readonly groups: readonly {
    readonly name: string;
    readonly rows: number;
    readonly small: boolean;
    readonly measures: Readonly<Record<string, { readonly value: number; readonly low: number }>>;
  }[];
  readonly disparities: readonly {
    readonly id: string;
    readonly lowest: string;
    readonly difference: { readonly value: number } | null;
  }[];
}

describe('fairness', () => {
  it('compares groups of the judged part, of columns that a step took away too', async () => {
    const found = await json<Fair>('fairness', run('randomForest'), people, '--by', 'sex');
    expect(found.part).toBe('test');
    expect(found.groups.reduce((n, g) => n + g.rows, 0)).toBe(found.rows);
    expect(found.groups.map((g) => g.name).toSorted()).toEqual(['female', 'male']);
    const [rates, ids] = [
      found.groups.map((g) => g.measures['selectionRate']!.value),
      found.disparities.map((d) => d.id),
    ];
    expect(ids).toContain('equalizedOdds');
    expect(found.disparities[0]!.difference!.value).toBeCloseTo(
      Math.max(...rates) - Math.min(...rates),
      12,
    );
    const cuts = ['--by', 'age,sex', '--cuts', '18,40', '--part', 'train', '--threshold', '0.2'];
    const more = await json<Fair>('fairness', run('randomForest'), people, ...cuts);
    expect(more).toMatchObject({ part: 'train', threshold: 0.2 });
    expect(more.groups.map((g) => g.name)).toContain('18 to under 40 × female');
  });

  it('takes another file with all its rows, and its own columns', async () => {
    const lines = peopleCsv().trim().split('\n');
    const region = lines.map((line, i) => `${line},${i === 0 ? 'region' : i % 2 ? 'N' : 'S'}`);
    const other = file('regions.csv', `${region.join('\n')}\n`);
    const found = await json<Fair>('fairness', run('randomForest'), other, '--by', 'region');
    expect(found).toMatchObject({ part: 'all', rows: 120 });
    expect(found.groups.map((g) => [g.name, g.rows])).toEqual([
      ['N', 60],
      ['S', 60],
    ]);
  });

  it('judges all rows of another file, a few of one class too', async () => {
    const [head, ...lines] = peopleCsv().trim().split('\n');
    const few = lines.filter((line) => line.endsWith(',1')).slice(0, 4);
    const other = file('few.csv', `${[head, ...few].join('\n')}\n`);
    const found = await json<Fair>('fairness', run('randomForest'), other, '--by', 'sex');
    expect(found).toMatchObject({ part: 'all', rows: 4 });
  });

  it('takes a column with a comma in its name, alone and beside another', async () => {
    const named = file('comma.csv', peopleCsv().replace(',port,', ',"port, home",'));
    const asked = ['train', named, '--target', 'survived', '--model', 'logisticRegression'];
    const { code, err } = await tabwise(...asked, '--save', run('comma'));
    expect(code, err).toBe(0);
    const alone = await json<Fair>('fairness', run('comma'), named, '--by', 'port, home');
    expect(alone.groups.map((g) => g.name)).toContain('C');
    const both = ['--by', 'port, home', '--by', 'sex'];
    const two = await json<Fair>('fairness', run('comma'), named, ...both);
    expect(two.groups.map((g) => g.name)).toContain('C × male');
  });

  it('finds thresholds for groups of a column that a step took away', async () => {
    const asked = ['--by', 'id', '--bins', '2', '--mitigate', '2'];
    const found = await json<{
      mitigation: { ways: { id: string; why?: string }[]; thresholds: { group: string }[] };
    }>('fairness', run('randomForest'), people, ...asked);
    expect(found.mitigation.thresholds).toHaveLength(2);
    const [, reweighed, thresholds] = found.mitigation.ways;
    expect(reweighed!.why).toContain('id');
    expect(thresholds).toMatchObject({ id: 'thresholds' });
  });

  it('stands on the model card, which is written alone on demand', async () => {
    const asked = ['--data', people, '--out', at('card'), '--to', 'card', '--by', 'sex'];
    const { files } = await json<{ files: string[] }>('export', run('randomForest'), ...asked);
    expect(files.map((path) => path.split('/')[1])).toEqual(['MODEL_CARD.md', 'model_card.html']);
    const card = read(`card/${files[0]!}`);
    expect(card).toMatch(/\*\*By sex, test rows/);
    expect(card).not.toContain('No groups of rows were compared');
    // The guard has looked, and the profile was made.
    expect(card).not.toContain('were not looked for');
    expect(card).not.toContain('not known');
  });

  it.each([
    ['no column', [], 2, /--by/],
    ['a column that is not there', ['--by', 'creed'], 4, /“creed”/],
    ['cuts that do not rise', ['--by', 'age', '--cuts', '40,18'], 2, /--cuts is 40,18/],
  ])('refuses %s', async (_words, more, exit, said) => {
    const { code, err } = await tabwise('fairness', run('randomForest'), people, ...more);
    expect(err).toMatch(said);
    expect(code).toBe(exit);
  });
});
