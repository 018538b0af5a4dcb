import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { places } from '#lib/codegen/deploy/bundle.ts';
import { projectPlan } from '#lib/workers/projectZip.ts';
import { targetFiles, targetRefusals, type Target } from '#lib/workers/targets.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { daskProject } from '#lib/codegen/dask/project.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { nasty } from '../hostile/texts.ts';
import { askPython, python, ran, tool, writeFiles } from './python.ts';
import { profileOf, recipeOf, recipes } from './recipes.ts';

/** UPDATE=1 writes the golden files anew; read the difference before committing it. */
async function golden(file: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, file);
  if (process.env['UPDATE']) await writeFile(path, text);
  expect(text).toBe(await readFile(path, 'utf8'));
}

/** Titanic as a run would have it, with a small model of made-up numbers. */
const trainedTitanic = {
  run: {
    model: 'histGradientBoosting',
    modelVersion: 1,
    modelState: {
      ...{ link: 'logistic', base: [0.25], classes: [0, 1] },
      trees: {
        ...{ start: [0, 5, 8], feature: [0, 1, -1, -1, -1, 2, -1, -1] },
        threshold: [0.5, -1.25e-7, 0, 0, 0, Infinity, 0, 0],
        ...{ left: [1, 2, 0, 0, 0, 6, 0, 0], missingLeft: [0, 1, 0, 0, 0, 1, 0, 0] },
        ...{ value: [0, 0, -0.5, 0.125, 1e-7, 0, 0.1, -0.1], sets: [] },
      },
    },
    task: 'binary',
    classes: ['0', '1'],
    inputs: ['Pclass', 'Sex', 'Age', 'SibSp', 'Parch', 'Fare', 'Embarked'],
    features: ['Sex_female', 'Age', 'Fare'],
    steps: [
      {
        ...{ key: 's3', step: 'impute', version: 1, columns: ['Age'], params: {} },
        state: { fills: [28.5], indicators: ['Age_missing'] },
      },
      {
        ...{ key: 's4', step: 'oneHot', version: 1, columns: ['Sex'], params: {} },
        state: [
          {
            names: ['Sex_female', "it's"],
            levels: [
              ['female', 0],
              [null, 1],
            ],
            unknown: -1,
          },
        ],
      },
      {
        ...{ key: 's5', step: 'standardScale', version: 1, columns: ['Age'], params: {} },
        state: [{ mean: 29.75, scale: 13.0625 }],
      },
    ],
  } satisfies FittedRun,
};

const facts = { profile: null, scores: null };
const askOf = (recipe: Recipe) => ({ recipe, modelKey: recipe.models[0]!.key, facts });
const titanic = recipes.get('titanic')!;
const filesOf = (target: Target, recipe: Recipe): Map<string, string> =>
  targetFiles(target, askOf(recipe));

/** One text of a bundle's own files: those of the project have golden files of their own. */
const ofBundle = (files: ReadonlyMap<string, string>): string =>
  [...files]
    .filter(([name]) => !/\.(py|json)$|^requirements/.test(name) || /^(deploy|task)/.test(name))
    .map(([name, text]) => `==> ${name} <==\n${text}`)
    .join('\n');

describe('bundles', () => {
  it.each(places)('for %s are as they were', (place) =>
    golden(`titanic-${place}.txt`, ofBundle(filesOf(place, titanic))),
  );

  it.each(places)('for %s have all that the service imports', (place) => {
    const files = filesOf(place, titanic);
    const local = /^from (inference|preprocessing) import/gm;
    for (const [, name] of files.get('app.py')!.matchAll(local))
      expect([...files.keys()]).toContain(`${name!}.py`);
    expect(files.get('Dockerfile')).toContain('test -f model.pkl');
    expect([...files.keys()]).toContain('train.py');
    expect([...files.values()].join('\n')).not.toMatch(/AKIA|hf_[A-Za-z]{10}|PRIVATE KEY/);
  });

  it.skipIf(python === null)(
    'are scripts, YAML and TOML that are read, whatever the title',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-bundles-'));
      const plain = new Map(places.map((place) => [place, ofBundle(filesOf(place, titanic))]));
      const asked: (readonly [string, string, string])[] = [];
      for (const [i, name] of ['Titanic', ...nasty].entries()) {
        for (const place of places) {
          const files = filesOf(place, { ...titanic, name });
          const script = files.get('deploy.sh');
          // A hostile title reaches a script only by its slug, so that one has the shape of the other.
          if (script && i === 0) await writeFiles(dir, new Map([[`${place}.sh`, script]]));
          if (script)
            expect(/NAME:-([a-z0-9-]*)\}/.exec(script)![1]).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
          expect(files.get('README.md')!.split('\n').length).toBe(
            plain.get(place)!.split('==> README.md <==\n')[1]!.split('\n').length,
          );
          const front = /^---\n([^]*?)---\n/.exec(files.get('README.md')!)?.[1];
          if (place === 'huggingface') asked.push(['title', name, front!]);
          if (files.has('fly.toml')) asked.push(['toml', name, files.get('fly.toml')!]);
        }
      }
      for (const place of ['cloud-run', 'lambda', 'ecs'])
        expect(await ran('bash', ['-n', join(dir, `${place}.sh`)])).toMatchObject({
          code: 0,
          stderr: '',
        });
      const read = `import json, sys, tomllib
bad = []
for kind, name, text in json.load(sys.stdin):
    if kind == "toml":
        own = tomllib.loads(text)
        ok = own["http_service"]["internal_port"] == 8000 and own["app"].replace("-", "").isalnum()
    else:
        lines = text.rstrip("\\n").split("\\n")
        title = json.loads(lines[0].removeprefix("title: ").replace("\\\\U000", "\\\\U000")) if "\\\\U" not in lines[0] else name
        ok = title == name and lines[1:] == ["sdk: docker", "app_port: 8000"]
    if not ok:
        bad.append([kind, name, text])
print(json.dumps(bad))`;
      expect(await askPython(read, asked)).toEqual([]);
      const task = JSON.parse(filesOf('ecs', titanic).get('task-definition.json')!) as object;
      expect(task).toHaveProperty('containerDefinitions');
      expect(filesOf('compose', titanic).get('compose.yaml')).toMatch(
        /^services:\n {2}model:\n {4}build: \.\n/,
      );
    },
  );

  it('say why where there is no service', () => {
    const found = [...recipes]
      .filter(([, r]) => r.models.length > 0)
      .map(([name, r]) => [name, targetRefusals(askOf(r)).get('fly')]);
    expect(new Map(found as [string, string][]).get('titanic')).toBeUndefined();
    expect(found.filter(([, why]) => why !== undefined).length).toBeGreaterThan(0);
    for (const [, why] of found) if (why !== undefined) expect(why).toMatch(/\.$/);
  });
});

describe('the dbt project', () => {
  const profiled = (recipe: Recipe) => ({
    ...askOf(recipe),
    facts: { ...facts, profile: profileOf(recipe) },
  });

  it('is as it was', () =>
    golden(
      'titanic-dbt.txt',
      [...targetFiles('dbt', profiled(titanic))]
        .map(([name, text]) => `==> ${name} <==\n${text}`)
        .join('\n'),
    ));

  it('is refused where its models would end before a step', () => {
    const drawn = { key: 'few', step: 'sampleRows', version: 1, columns: [], params: { n: 100 } };
    const steps = [{ ...drawn, enabled: true }, ...titanic.steps];
    const why = targetRefusals(askOf({ ...titanic, steps })).get('dbt');
    expect(why).toMatch(/^“1\. .*” cannot be said in SQL.*turn the step off\.$/);
    expect(targetRefusals(askOf(titanic)).get('dbt')).toBeUndefined();
  });

  it('has no template but its own, whatever the texts, and models that refer to models it has', () => {
    const names = ['Titanic', ...nasty, '{{ 1 }}', '{% raw %}', '{# x', "{{ env_var('HOME') }}"];
    for (const name of names) {
      const columns = titanic.source.columns.map((c, i) =>
        i === 3 ? { ...c, name, header: name } : c,
      );
      const steps = titanic.steps.filter((s) => s.step === 'dropDuplicates');
      const marked = {
        ...titanic.source,
        columns,
        missing: ['', name],
        file: { ...titanic.source.file, name },
      };
      const files = targetFiles('dbt', profiled({ ...titanic, name, steps, source: marked }));
      const models = [...files.keys()].filter((f) => f.endsWith('.sql')).map((f) => f.slice(7, -4));
      for (const model of models) {
        expect(model).toMatch(/^[a-z][a-z0-9_]*$/);
        const sql = files.get(`models/${model}.sql`)!;
        const rest = sql
          .replace(/\{\{ ref\('([a-z0-9_]+)'\) \}\}/g, (_, to: string) =>
            models.includes(to) ? '' : '{{',
          )
          .replace("{{ config(materialized='table') }}", '')
          .replaceAll("{{ '{' }}", '');
        expect(rest).not.toMatch(/\{[{%#]/);
      }
    }
  });
});

describe('the model in SQL', () => {
  const { run } = trainedTitanic;

  it('is as it was', () => {
    const ask = { ...askOf(titanic), facts: { ...facts, fitted: run } };
    return golden('titanic-predict.sql', targetFiles('sql-model', ask).get('predict.sql')!);
  });

  it('says why where there is none', () => {
    const why = (changed: Partial<FittedRun>): string | undefined =>
      targetRefusals({
        ...askOf(titanic),
        facts: { ...facts, fitted: { ...run, ...changed } },
      }).get('sql-model');
    expect(targetRefusals(askOf(titanic)).get('sql-model')).toMatch(/^Train the recipe .*\.$/);
    expect(why({})).toBeUndefined();
    expect(why({ model: 'kNeighbors' })).toMatch(/^The trained model kNeighbors has no SQL: .*\.$/);
    expect(why({ steps: [{ ...run.steps[0]!, step: 'knnImpute' }] })).toMatch(
      /^The step knnImpute has no SQL .*\.$/,
    );
    const trees = { feature: new Int32Array(60_001), value: new Float64Array(60_001) };
    expect(why({ model: 'decisionTree', modelState: trees })).toMatch(/60001 nodes/);
  });
});

describe('the Dask project', () => {
  const files = filesOf('dask', titanic);
  const own = ['blocks.py', 'predict_dask.py', 'train_dask.py', 'README.md', 'requirements.txt'];

  it.each(own)('%s is as it was', (name) =>
    golden(`titanic-dask-${name.replace(/\.py$/, '.py.txt')}`, files.get(name)!),
  );

  it('has what its scripts import, and says why where a recipe has no twin', () => {
    const local = /^from (blocks|inference|preprocessing|train) import/gm;
    for (const name of own.slice(0, 3))
      for (const [, module] of files.get(name)!.matchAll(local))
        expect([...files.keys()]).toContain(`${module!}.py`);
    const complete = [...recipes].filter(([, r]) => r.models.length > 0);
    const said = complete.map(([, r]) => targetRefusals(askOf(r)).get('dask'));
    expect(said.filter((why) => why === undefined).length).toBeGreaterThan(1);
    expect(said.filter((why) => why !== undefined).length).toBeGreaterThan(1);
    for (const why of said) if (why !== undefined) expect(why).toMatch(/: .*\.$/);
  });

  it('cuts labels where the run does, and draws no rows where a step adds those of a second table', () => {
    const fitted = {
      ...trainedTitanic.run,
      cut: { version: 1, threshold: 0.25, chosen: null },
    } satisfies FittedRun;
    const plan = projectPlan(titanic, titanic.models[0]!.key, { ...facts, fitted });
    const project = new Map([['requirements.txt', '']]);
    const made = daskProject({ plan, name: 'Titanic', project, lacks: new Map() });
    expect(made.get('train_dask.py')).toMatch(/import [^=]*\bDecided\b/);
    expect(made.get('train_dask.py')).toContain('    model = Decided(model)\n');
    expect(made.get('README.md')).toContain('above 0\\.25');
    const cleaning = plan.cleaning.map((step) => ({ ...step, addsRows: true }));
    const adds = { plan: { ...plan, cleaning }, name: 'Titanic', project, lacks: new Map() };
    expect([...daskProject(adds).keys()]).not.toContain('train_dask.py');
    expect(daskProject(adds).get('README.md')).toContain('no `train_dask.py`: a step adds');
  });

  it('has no text of the recipe in its own scripts, whatever the texts', () => {
    const scripts = (of: ReadonlyMap<string, string>): string[] =>
      own.slice(0, 3).map((n) => of.get(n)!);
    for (const name of nasty) {
      const columns = titanic.source.columns.map((c, i) =>
        i === 3 ? { ...c, name, header: name } : c,
      );
      const steps = titanic.steps.filter((s) => s.step === 'dropDuplicates');
      const source = { ...titanic.source, columns, file: { ...titanic.source.file, name } };
      const plain = filesOf('dask', { ...titanic, steps });
      expect(scripts(filesOf('dask', { ...titanic, name, steps, source }))).toEqual(scripts(plain));
    }
  });

  it.skipIf(tool('black') === null)('is formatted and has nothing for ruff to say', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-dask-'));
    await writeFiles(dir, files);
    expect(await ran(tool('black')!, ['--check', '--diff', '.'], { cwd: dir })).toMatchObject({
      code: 0,
    });
    const rules = 'E,F,I,B,UP,S,SIM,C4';
    if (tool('ruff') !== null)
      expect(
        await ran(tool('ruff')!, ['check', '--isolated', '--select', rules, '.'], { cwd: dir }),
      ).toMatchObject({ code: 0 });
  });
});

describe('the Spark project', () => {
  const files = filesOf('pyspark', titanic);

  it.each([...files.keys()])('%s is as it was', (name) =>
    golden(`titanic-pyspark-${name.replace(/\.py$/, '.py.txt')}`, files.get(name)!),
  );

  it('says why where a recipe has no twin', () => {
    const complete = [...recipes].filter(([, r]) => r.models.length > 0);
    const said = complete.map(([, r]) => targetRefusals(askOf(r)).get('pyspark'));
    expect(said.filter((why) => why === undefined).length).toBeGreaterThan(1);
    for (const why of said) if (why !== undefined) expect(why).toMatch(/\.$/);
    for (const [, recipe] of complete)
      if (targetRefusals(askOf(recipe)).has('pyspark'))
        expect(() => filesOf('pyspark', recipe)).toThrow(/cannot leave as pyspark/);
  });

  it('is refused where Spark would leave out what the recipe says', () => {
    const forest = (params: object): Recipe => ({
      ...titanic,
      models: [
        { key: 'f', model: 'randomForest', version: 1, params: { nEstimators: 9, ...params } },
      ],
    });
    const split = { method: 'time', column: 'Age', validation: 0, test: 0.2, gap: 0 } as const;
    const cases: readonly (readonly [Recipe, RegExp | undefined])[] = [
      [forest({ classWeight: 'none', bootstrap: true, criterion: 'gini' }), undefined],
      [forest({ classWeight: 'balanced' }), /no classWeight “balanced”/],
      [forest({ bootstrap: false }), /no bootstrap “false”/],
      [forest({ criterion: 'entropy' }), /no criterion “entropy”/],
      [{ ...titanic, split }, /splits by chance/],
      [{ ...titanic, reweigh: ['Sex'] }, /weighs rows/],
    ];
    for (const [recipe, why] of cases) {
      const said = targetRefusals(askOf(recipe)).get('pyspark');
      if (why) expect(said).toMatch(why);
      else expect(said).toBeUndefined();
    }
  });

  it.skipIf(python === null)('has the syntax of its benign twin, whatever the texts', async () => {
    const hostile = (text: string): Recipe =>
      recipeOf({
        name: text,
        file: text,
        missing: ['', text],
        columns: [
          [text, 'category', 'feature', `${text}!`],
          ['other one', 'number'],
          ['answer', 'category', 'target'],
        ],
        task: 'binary',
        steps: [
          ['replaceValues', [text], { mapping: [[`${text}z`, `${text}y`]] }],
          ['markMissing', [text], { values: [`${text}z`] }],
          ['impute', [text], { strategy: 'constant', fillValue: text }],
          ['oneHot', [text]],
        ],
        models: [['logisticRegression']],
      });
    const run = (text: string): FittedRun => ({
      model: 'logisticRegression',
      modelVersion: 1,
      modelState: { coefficients: [[1, 2]], intercept: [0.5], present: [0, 1] },
      task: 'binary',
      classes: [text, `${text}b`],
      inputs: [text, 'other one'],
      features: [`${text}_a`, 'other one'],
      steps: [
        {
          key: 's3',
          step: 'impute',
          version: 1,
          columns: [text],
          params: {},
          state: { fills: [text], indicators: [] },
        },
        {
          key: 's4',
          step: 'oneHot',
          version: 1,
          columns: [text],
          params: {},
          state: [{ names: [`${text}_a`], levels: [[text, 0]], unknown: -1 }],
        },
      ],
    });
    const codesOf = (text: string): string[] => {
      const own = targetFiles('pyspark', {
        ...askOf(hostile(text)),
        facts: { ...facts, fitted: run(text) },
      });
      return ['preparation.py', 'train.py', 'predict.py'].map((name) => own.get(name)!);
    };
    const read = `import ast, json, sys
def shape(code):
    return [type(n).__name__ for n in ast.walk(ast.parse(code))]
def texts(codes):
    return [n.value for c in codes for n in ast.walk(ast.parse(c)) if isinstance(n, ast.Constant)]
asked = json.load(sys.stdin)
plain = [shape(c) for c in asked[0][1]]
print(json.dumps([t for t, codes in asked if [shape(c) for c in codes] != plain or texts(codes).count(t) < 4]))`;
    const texts = nasty.filter((t) => t !== '');
    const asked = ['Benign text', ...texts].map((text) => [text, codesOf(text)]);
    expect(await askPython(read, asked)).toEqual([]);
  });

  it.skipIf(tool('black') === null)('is formatted and has nothing for ruff to say', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-spark-'));
    await writeFiles(dir, files);
    expect(await ran(tool('black')!, ['--check', '.'], { cwd: dir })).toMatchObject({ code: 0 });
    const rules = 'E,F,I,B,UP,S,SIM,C4';
    if (tool('ruff') !== null)
      expect(
        await ran(tool('ruff')!, ['check', '--isolated', '--select', rules, '.'], { cwd: dir }),
      ).toMatchObject({ code: 0 });
  });
});
