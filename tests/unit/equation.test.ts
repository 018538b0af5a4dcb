import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { equationPython } from '#lib/codegen/equation/python.ts';
import { equationWords } from '#lib/codegen/equation/words.ts';
import { equationExcel } from '#lib/codegen/equation/excel.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { cellAt } from '#lib/engine/explain/cells.ts';
import { ExplainSession } from '#lib/engine/explain/session.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import { answerOf, sumOf, type Equation, type NoEquation } from '#lib/recipe/equation.ts';
import { answerTicks, nomogramOf, saidAt, saysShare } from '#lib/recipe/nomogram.ts';
import type { Cell } from '#lib/recipe/effects.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { cleaningUp, computes, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { excel } from './equation.support.ts';
import { model, step } from './recipe.support.ts';

const table = loaded(people(240));
const inputs = ['age', 'fare', 'sex', 'port', 'noise'];
const rows = Array.from(
  { length: 240 },
  (_, i) => new Map(inputs.map((name) => [name, cellAt(table.table.columns.get(name)!, i)])),
);

const known = new Map<Recipe, ReturnType<typeof toldAnew>>();

/** Each recipe is trained once. */
function told(recipe: Recipe): ReturnType<typeof toldAnew> {
  const found = known.get(recipe) ?? toldAnew(recipe, 'all');
  known.set(recipe, found);
  return found;
}

function toldAnew(recipe: Recipe, digits: 'few' | 'all') {
  const { fitted } = train(table, recipe);
  const session = new ExplainSession(table, recipe, fitted, computes);
  const found: Equation | NoEquation = driveSync(session.equation('price', digits));
  if (found.kind === 'none') throw new Error(found.what);
  return { found, said: predictTable(fitted, table.table, computes) };
}

/** The largest difference from the model over all rows, those of test too; rows without an answer are counted. */
function compared(found: Equation, said: Float64Array) {
  const width = said.length / rows.length;
  let [far, none] = [0, 0];
  for (const [i, row] of rows.entries()) {
    const sums = found.outputs.map((output) => sumOf(output, (name) => row.get(name)!));
    if (sums.includes(null)) none += 1;
    else
      answerOf(found, sums as number[]).forEach(
        (x, k) => (far = Math.max(far, Math.abs(x - said[i * width + k]!))),
      );
  }
  return { far, none };
}

const imputed = [
  step('impute', ['age'], { strategy: 'median' }, 'age'),
  step('impute', ['port'], { strategy: 'mostFrequent' }, 'port'),
  step('oneHot', ['sex', 'port'], {}, 'encode'),
];
const scaled = step('standardScale', ['age', 'fare', 'noise'], {}, 'scale');
const binary = (models: Recipe['models'], steps = cleaningUp()): Recipe =>
  peopleRecipe('survived', { models, steps });

const cases: readonly (readonly [string, Recipe])[] = [
  ['logistic regression', binary([model('logisticRegression')])],
  ['ridge on prices', peopleRecipe('price')],
  ['Poisson', peopleRecipe('price', { models: [model('bayesianRidge')] })],
  ['three classes', peopleRecipe('kind', { models: [model('logisticRegression')] })],
  ['Gaussian naive Bayes', binary([model('gaussianNB')])],
  ['linear discriminants', peopleRecipe('kind', { models: [model('linearDiscriminantAnalysis')] })],
  ['decision values', binary([model('perceptron')])],
  [
    'curves and pairs',
    binary([model('explainableBoosting', { maxRounds: 30, outerBags: 2 })], [imputed[2]!]),
  ],
  [
    'a power',
    binary([model('logisticRegression')], [...imputed, step('powerTransform', ['fare', 'noise'])]),
  ],
  [
    'clipped values',
    binary(
      [model('logisticRegression')],
      [...imputed, step('winsorize', ['fare', 'noise']), scaled],
    ),
  ],
  ['bins', binary([model('logisticRegression')], [...imputed, step('kBins', ['fare', 'age'])])],
  [
    'principal components',
    peopleRecipe('price', {
      steps: [...imputed, scaled, step('pca', ['fare', 'noise'], { nComponents: 2 })],
    }),
  ],
  [
    'products',
    peopleRecipe('price', { steps: [...imputed, step('polynomial', ['fare', 'noise']), scaled] }),
  ],
];

describe('an equation in the columns of the file', () => {
  it.each(cases)('says what the model says: %s', (_name, recipe) => {
    const { found, said } = told(recipe);
    const size = found.classes === null || found.scale === 'decision' ? Math.max(...said) : 1;
    expect(compared(found, said).far).toBeLessThan(1e-7 * size);
    expect(compared(found, said).none).toBe(0);
    expect(found.leftOut).toBe(0);
  });

  it('has the fewest digits that keep the answers near, and states how near', () => {
    const { found, said } = toldAnew(binary([model('logisticRegression')]), 'few');
    expect(found.digits).toBeLessThan(6);
    expect(found.difference).toBeLessThanOrEqual(0.0005);
    expect(found.difference).toBeGreaterThan(0);
    // The stated difference is that of the training rows, which are among all.
    expect(compared(found, said).far).toBeGreaterThanOrEqual(found.difference);
    const words = equationWords(found);
    expect(words).toContain('log-odds of “1” =');
    expect(words).toMatch(/[+−] [\d.]+·fare/);
    expect(words).toMatch(/·\(sex = “(fe)?male”\)/);
    expect(words).not.toContain('sex_');
  });

  it('refuses what has none, with what to look at instead', () => {
    const forest = binary([model('randomForest', { nEstimators: 5 })]);
    expect(() => told(forest)).toThrow('no sum of what its columns add');
    const mixed = binary(
      [model('logisticRegression')],
      [...imputed, step('normalizeRows', ['fare', 'noise'])],
    );
    expect(() => told(mixed)).toThrow('makes of “fare” what no short formula says');
  });

  it('leaves out rows with a missing cell whose answer rests on other columns', () => {
    const steps = [step('knnImpute', ['age', 'fare', 'noise']), ...imputed.slice(1), scaled];
    const { found, said } = told(peopleRecipe('price', { steps }));
    expect(found.leftOut).toBeGreaterThan(5);
    expect(compared(found, said).far).toBeLessThan(1e-6);
  });
});

describe('formulas to be copied', () => {
  const python = '.venv/bin/python';

  it.runIf(existsSync(python))('in Python', () => {
    const all = cases.map(([, recipe]) => told(recipe));
    const code = `import json, sys
given = json.load(sys.stdin)
answers = []
for text in given["texts"]:
    own = {}
    exec(text, own)
    answers.append([own["predict"](row) for row in given["rows"]])
print(json.dumps(answers))`;
    const input = JSON.stringify({
      texts: all.map(({ found }) => equationPython(found)),
      rows: rows.map((row) => Object.fromEntries(row)),
    });
    const answers = JSON.parse(execFileSync(python, ['-c', code], { input }).toString()) as (
      Record<string, number> | number
    )[][];
    for (const [c, { found, said }] of all.entries())
      for (const [i, answer] of answers[c]!.entries()) {
        const own = typeof answer === 'number' ? [answer] : found.classes!.map((k) => answer[k]!);
        for (const [k, x] of own.entries()) {
          const off = Math.abs(x - said[i * own.length + k]!);
          expect(off).toBeLessThan(1e-6 * Math.max(1, Math.abs(x)));
        }
      }
  });

  it.each(cases)('in Excel: %s', (_name, recipe) => {
    const { found, said } = told(recipe);
    const formulas = equationExcel(found);
    expect(formulas[0]!.formula ?? '=').toMatch(/^=/);
    const probability = formulas.find(({ title }) => title === 'probability of “1”')?.formula;
    if (probability)
      for (const [i, row] of rows.entries())
        expect(excel(probability, row)).toBeCloseTo(said[2 * i + 1]!, 8);
    for (const [k, output] of found.outputs.entries()) {
      const { formula } = formulas[k]!;
      if (formula === null) continue;
      for (const row of rows) {
        const sum = sumOf(output, (name) => row.get(name)!)!;
        expect(Math.abs(excel(formula, row) - sum)).toBeLessThan(1e-9 * Math.max(1, Math.abs(sum)));
      }
    }
  });
});

describe('points', () => {
  it.each(cases.filter(([name]) => name !== 'principal components' && name !== 'products'))(
    'say what the sum says: %s',
    (_name, recipe) => {
      const { found } = told(recipe);
      for (const output of found.outputs) {
        const points = nomogramOf(found, output)!;
        expect(Math.max(...points.rows.map(({ reach }) => reach))).toBeCloseTo(100, 1);
        const cells = new Map<string, Cell>(
          points.rows.map(({ column, places, usual }) => [column, places[usual]!.cell]),
        );
        const cell = (name: string): Cell => cells.get(name) ?? null;
        const total =
          points.rows.reduce((sum, { places, usual }) => sum + places[usual]!.points, 0) +
          points.pairs.reduce((sum, pair) => sum + pair.pointsOf(cell), 0);
        expect(points.floor + total * points.perPoint).toBeCloseTo(sumOf(output, cell)!, 8);
      }
    },
  );

  it('has the probability on its last line, and round answers where they belong', () => {
    const { found } = told(cases[0]![1]);
    const points = nomogramOf(found, found.outputs[0]!)!;
    const ticks = answerTicks(found, points, 8);
    expect(ticks.length).toBeGreaterThan(3);
    for (const { said, points: at } of ticks)
      expect(saidAt(found, points, at)).toBeCloseTo(said, 12);
    expect(saysShare(found)).toBe(true);
  });

  it('is not drawn where columns are multiplied', () => {
    const { found } = told(cases.at(-1)![1]);
    expect(nomogramOf(found, found.outputs[0]!)).toBeNull();
  });
});

describe('names and levels that try to be code', () => {
  const nasty = 'a]"\'\\#[=1+1\n"""';
  const level = '"),SYSTEM("x")&("';
  const equation: Equation = {
    ...{ kind: 'equation', scale: 'answer', target: nasty, classes: null, spans: [] },
    ...{ digits: 17, difference: 0, rows: 1, leftOut: 0 },
    outputs: [
      {
        label: null,
        intercept: 1,
        terms: [
          {
            ...{ kind: 'levels', column: nasty, other: 0, missing: 0 },
            levels: [
              { level, value: 2 },
              { level: 'x'.repeat(300), value: 4 },
            ],
          },
        ],
      },
    ],
  };

  it('stay texts in Excel', () => {
    const formula = equationExcel(equation)[0]!.formula!;
    const at = (cell: string): number => excel(formula, new Map([[nasty, cell]]));
    expect([at(level), at('x'.repeat(300)), at('other')]).toEqual([3, 5, 1]);
    for (const text of formula.match(/"(?:[^"]|"")*"/g)!) expect(text.length).toBeLessThan(258);
  });

  it.runIf(existsSync('.venv/bin/python'))('and in Python', () => {
    const code = `${equationPython(equation)}\nprint([predict({${JSON.stringify(nasty)}: x}) for x in (${JSON.stringify(level)}, "other")])`;
    expect(execFileSync('.venv/bin/python', ['-c', code]).toString().trim()).toBe('[3, 1]');
  });
});
