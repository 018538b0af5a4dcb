import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { printLiteral } from '#lib/codegen/python/print.ts';
import { looksLikeNumber } from '#lib/codegen/python/helpers.ts';
import { folderName } from '#lib/codegen/python/names.ts';
import { project } from '#lib/codegen/targets/project.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { askPython, python, ran, runScript, tool } from '../golden/python.ts';
import { columnText } from '#lib/recipe/expression/tokens.ts';
import { recipeOf, type Small } from '../golden/recipes.ts';
import { registry } from '../golden/registry.ts';
import { nasty, strings, touch } from './texts.ts';

/** A recipe with the text everywhere a text can be. */
function recipeWith(text: string): Recipe {
  const others = ['plain', 'other', 'answer'].map((name) => (name === text ? `${name}_2` : name));
  return recipeOf({
    name: text,
    file: text,
    missing: ['', text],
    columns: [
      [text, 'category', 'feature', `${text}!`],
      [others[0]!, 'category'],
      [others[1]!, 'number'],
      [others[2]!, 'category', 'target'],
    ],
    task: 'binary',
    steps: [
      ['dropDuplicates', [text]],
      ['cast', [text], { to: 'category' }],
      ['impute', [text], { strategy: 'constant', fillValue: text, indicator: true }],
      ['ordinal', [text], { categories: [text, `${text}b`] }],
      ['oneHot', [others[0]!]],
      ...texted(text),
    ],
    models: [['logisticRegression']],
  });
}

/** The text as a column and a constant of formulas, as a mark and a replacement, and as a new name. */
function texted(text: string): NonNullable<Small['steps']> {
  const [name, word] = [columnText(text), `"${text.replaceAll('"', '""')}z"`];
  const made = `${text}+`;
  return [
    ['filterRows', [], { keep: `not (${name} = ${word}) or contains(${name}, ${word})` }],
    ['replaceText', [text], { find: `${text}z`, with: text }],
    ['replaceValues', [text], { mapping: [[`${text}z`, `${text}y`]] }],
    ['markMissing', [text], { values: [`${text}z`] }],
    ['splitText', [text], { delimiter: `${text}z`, parts: 1, keep: true }],
    [
      'calculate',
      [],
      { name: made, expression: `if(${name} = ${word}, concat(${name}, ${word}), ${name})` },
    ],
    ['renameColumns', [], { mapping: [[made, `${text}-`]] }],
    ['dropColumns', [`${text}-`, `${text}_1`]],
  ];
}

const filesOf = (recipe: Recipe): Map<string, string> =>
  new Map([...project(recipe, registry)].map(([path, code]) => [path.split('/')[1]!, code]));

/** Each written once: that takes longer than looking at it. */
const written = new Map<string, Map<string, string>>();
function filesWith(text: string): Map<string, string> {
  const files = written.get(text) ?? filesOf(recipeWith(text));
  written.set(text, files);
  return files;
}

type Cells = readonly { readonly cell_type: string; readonly source: readonly string[] }[];
const cellsOf = (notebook: string): Cells => (JSON.parse(notebook) as { cells: Cells }).cells;

function pythonOf(text: string): string[] {
  const files = filesWith(text);
  const cells = cellsOf(files.get('notebook.ipynb')!).filter((c) => c.cell_type === 'code');
  return [
    script(recipeWith(text), registry).code,
    ...['train.py', 'preprocessing.py', 'inference.py', 'app.py'].map((f) => files.get(f)!),
    ...cells.map((c) => c.source.join('')),
  ];
}

it('knows at least 40 nasty texts of its own', () => expect(nasty.length).toBeGreaterThan(40));

describe.skipIf(python === null)('hostile text in generated Python', () => {
  it('is a literal that Python reads back equal', async () => {
    const read = `import ast, json, sys
print(json.dumps([ast.literal_eval(c) for c in json.load(sys.stdin)]))`;
    expect(await askPython(read, strings.map(printLiteral))).toEqual(strings);
  });

  it('survives being written to a UTF-8 file', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-hostile-'));
    const body = strings.map((s) => `    ${printLiteral(s)},`).join('\n');
    await writeFile(join(dir, 'texts.py'), `texts = [\n${body}\n]\n`);
    const { stdout, stderr, code } = await ran(
      python!,
      ['-c', 'import json, texts; print(json.dumps(texts.texts))'],
      { cwd: dir },
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(strings);
  });

  it('changes neither what the code is made of nor any other text in it', async () => {
    const shapes = `import ast, json, sys
def shape(code):
    return [type(n).__name__ for n in ast.walk(ast.parse(code))]
def texts(code):
    return [n.value for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Constant)]
asked = json.load(sys.stdin)
plain = {kind: [shape(c) for c in codes] for kind, codes in asked["plain"].items()}
bad = []
for text, kind, codes in asked["hostile"]:
    same = [shape(c) for c in codes] == plain[kind]
    if not same or texts(codes[0]).count(text) < 12:
        bad.append(text)
print(json.dumps(bad))`;
    // A marker of missing that is a number is compared by other code.
    const kind = (s: string): string => (looksLikeNumber(s) ? 'number' : 'word');
    const hostile = strings.map((s) => [s, kind(s), pythonOf(s)]);
    const plain = { word: pythonOf('benign'), number: pythonOf('7') };
    expect(await askPython(shapes, { plain, hostile })).toEqual([]);
  });

  it('parses back as the same config and schema', async () => {
    const read = `import json, sys, yaml
out = []
for config, schema in json.load(sys.stdin):
    config, schema = yaml.safe_load(config), json.loads(schema)
    out.append([config["name"], config["steps"][2]["params"]["fillValue"], schema["columns"][0]["name"]])
print(json.dumps(out))`;
    const files = strings
      .map((s) => filesWith(s))
      .map((f) => [f.get('config.yaml')!, f.get('data.schema.json')!]);
    expect(await askPython(read, files)).toEqual(strings.map((s) => [s, s, s]));
  });
});

describe('hostile text in generated files', () => {
  const plain = filesWith('benign');
  it.each(['train.py', 'preprocessing.py', 'inference.py', 'app.py'])(
    'never stands on the first two lines of %s',
    (file) => {
      const first = (f: ReadonlyMap<string, string>): string[] =>
        f.get(file)!.split('\n').slice(0, 2);
      for (const s of strings) expect(first(filesWith(s))).toEqual(first(plain));
    },
  );

  it('begins no notebook cell and no line of one', () => {
    for (const s of strings)
      for (const cell of cellsOf(filesWith(s).get('notebook.ipynb')!))
        // Within brackets a line may begin with the code's own operator; the notebook reads none as a command there.
        for (const line of cell.source)
          expect(line).toMatch(
            /^(\s*[A-Za-z_()\[\]{}"'@#]|\s+(~|[|&+*/%-] |[=!<>]=? |\.[a-z])|\s*$)/,
          );
  });

  it('stands in no Markdown cell', () => {
    const words = (f: ReadonlyMap<string, string>): unknown =>
      cellsOf(f.get('notebook.ipynb')!).filter((c) => c.cell_type === 'markdown');
    for (const s of strings) expect(words(filesWith(s))).toEqual(words(plain));
  });

  it('adds no line, link, picture or tag to the README', () => {
    for (const s of strings) {
      const readme = filesWith(s).get('README.md')!;
      expect(readme.split('\n')).toHaveLength(plain.get('README.md')!.split('\n').length);
      expect(readme).not.toMatch(/(?<!\\)<|(?<!\\)\]\(|(?<!\\)!\[/);
    }
  });

  it('hides nothing: no bidi, zero-width or control character stands raw in any file', () => {
    for (const s of strings)
      for (const [file, code] of filesWith(s))
        expect(code, file).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('makes a folder name that every system takes', () => {
    for (const s of strings) expect(folderName(s)).toMatch(/^experiment_[a-z0-9_]+$/);
  });
});

describe.skipIf(python === null)('running code with hostile headers', () => {
  const headers = strings
    .filter((s) => s !== '' && s.isWellFormed() && !s.includes('\0') && !s.includes('\ufeff'))
    .slice(0, 150);
  const unique = [...new Map(headers.map((h) => [h.trim().toLowerCase(), h])).values()].filter(
    (h) => h.trim() !== '',
  );
  const recipe = recipeOf({
    name: `x\n${touch}`,
    file: 'data.csv',
    columns: [...unique.map((h) => [h, 'number'] as const), ['y', 'category', 'target']],
    task: 'binary',
    steps: [
      ['impute', unique, { strategy: 'mean' }],
      ['standardScale', unique],
    ],
    models: [['logisticRegression']],
  });
  const quoted = (s: string): string => `"${s.replaceAll('"', '""')}"`;
  const csv = [
    [...unique, 'y'].map(quoted).join(','),
    ...Array.from({ length: 30 }, (_, i) =>
      [
        ...unique.map((_, j) => (i * (j + 3)) % 11),
        i % 2 ? quoted(`x\n${touch}`) : quoted("{__import__('os')}"),
      ].join(','),
    ),
  ].join('\n');
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabwise-hostile-'));
  });

  it('trains, and does nothing else', async () => {
    const { result } = await runScript(dir, csv, filesOf(recipe));
    expect(Object.keys(result as object)).toEqual(['train', 'validation', 'test']);
    expect(await readdir(dir)).not.toContain('canary');
  });

  it('predicts, and does nothing else', async () => {
    const { code, stderr } = await ran(python!, ['inference.py', 'data.csv', '--out', 'out.csv'], {
      cwd: dir,
    });
    expect(code, stderr).toBe(0);
    expect(await readdir(dir)).not.toContain('canary');
  });

  it.skipIf(tool('jupyter') === null)('runs as a notebook, and does nothing else', async () => {
    const { code, stderr } = await ran(tool('jupyter')!, ['execute', 'notebook.ipynb'], {
      cwd: dir,
    });
    expect(code, stderr).toBe(0);
    expect(await readdir(dir)).not.toContain('canary');
  });
});
