import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FoldsAsked } from '#lib/recipe/folds.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { project } from '#lib/codegen/targets/project.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { askPython, python, ran, tool, writeFiles } from './python.ts';
import { formatRecipes } from './recipes.formats.ts';
import { profileOf, recipes as shapes } from './recipes.ts';
import { registry } from './registry.ts';

/** UPDATE=1 writes the golden files anew; read the difference before committing it. */
async function golden(file: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, file);
  if (process.env['UPDATE']) await writeFile(path, text);
  expect(text).toBe(await readFile(path, 'utf8'));
}

const recipes = new Map([...shapes, ...formatRecipes]);
const complete = [...recipes].filter(([, r]) => r.models.length > 0);
/** As the app exports them; `no-model` as the code panel shows it before the file is profiled. */
/** Of runs that were cross-validated. */
const folded = new Map([['folds', { of: 'titanic', folds: { nSplits: 5, nRepeats: 3 } }]] as const);
const scripts = new Map([
  ...[...recipes].map(([name, r]) => {
    const known = name === 'no-model' ? {} : { profile: profileOf(r) };
    return [name, script(r, registry, known).code] as const;
  }),
  ...[...folded].map(([name, { of, folds }]) => {
    const r = recipes.get(of)!;
    return [name, script(r, registry, { profile: profileOf(r), folds }).code] as const;
  }),
]);
const projectOf = (r: Recipe, folds?: FoldsAsked): Map<string, string> =>
  project(r, registry, { profile: profileOf(r), ...(folds && { folds }) });
const projects = new Map([
  ...complete.map(([name, r]) => [name, projectOf(r)] as const),
  ...[...folded].map(
    ([name, { of, folds }]) => [name, projectOf(recipes.get(of)!, folds)] as const,
  ),
]);

describe('golden files', () => {
  it.each([...scripts])('%s.py is as it was', (name, code) => golden(`${name}.py`, code));

  it('the notebook is as it was', () =>
    golden(
      'titanic.ipynb',
      projectOf(recipes.get('titanic')!).get('experiment_titanic/notebook.ipynb')!,
    ));

  it('the project is as it was', async () => {
    const files = projectOf(recipes.get('titanic')!);
    for (const file of [
      'preprocessing.py',
      'inference.py',
      'app.py',
      'README.md',
      'config.yaml',
      'data.schema.json',
    ])
      await golden(`titanic-${file}`, files.get(`experiment_titanic/${file}`)!);
  });
});

describe.skipIf(python === null)('generated Python', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabwise-codegen-'));
    await writeFiles(dir, new Map([...scripts].map(([name, code]) => [`${name}.py`, code])));
    for (const [name, files] of projects)
      for (const [path, text] of files)
        await writeFiles(dir, new Map([[`${name}/${path.split('/')[1]!}`, text]]));
  });

  it('parses', async () => {
    const parse =
      'import ast, json, sys\nprint(json.dumps([len(ast.parse(c).body) > 0 for c in json.load(sys.stdin)]))';
    expect(await askPython(parse, [...scripts.values()])).toEqual([...scripts].map(() => true));
  });

  it.skipIf(tool('black') === null)('is formatted as black formats it', async () => {
    const { code, stderr } = await ran(tool('black')!, ['--check', '.'], { cwd: dir });
    expect(code, stderr).toBe(0);
  });

  it.skipIf(tool('ruff') === null)(
    'has nothing for ruff to say, security rules included',
    async () => {
      const rules = 'E,F,I,B,UP,S,SIM,C4';
      for (const folder of ['.', ...projects.keys()]) {
        const { code, stdout } = await ran(
          tool('ruff')!,
          ['check', '--select', rules, ...(folder === '.' ? ['--exclude', '*/'] : []), '.'],
          {
            cwd: join(dir, folder),
          },
        );
        expect(code, stdout).toBe(0);
      }
    },
  );

  it.skipIf(tool('mypy') === null)('is typed', async () => {
    const { code, stdout } = await ran(
      tool('mypy')!,
      [
        '--ignore-missing-imports',
        ...[
          'titanic',
          'sequence',
          'repaired',
          'cast',
          'answered',
          'tangled',
          'joined',
          'folds',
          ...formatRecipes.keys(),
        ].map((name) => `${name}.py`),
      ],
      { cwd: dir },
    );
    expect(code, stdout).toBe(0);
    const inProject = await ran(tool('mypy')!, ['--ignore-missing-imports', '.'], {
      cwd: join(dir, 'repaired'),
    });
    expect(inProject.code, inProject.stdout).toBe(0);
  });

  it('makes notebooks that nbformat accepts', async () => {
    const books = [...projects.values()].map(
      (files) => [...files].find(([path]) => path.endsWith('.ipynb'))![1],
    );
    const validate = `import json, sys, nbformat
for book in json.load(sys.stdin):
    nbformat.validate(nbformat.reads(book, as_version=4), version=4, version_minor=5)
print("true")`;
    expect(await askPython(validate, books)).toBe(true);
  });
});
