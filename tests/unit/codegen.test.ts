import { describe, expect, it } from 'vitest';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { compile } from '#lib/codegen/pipeline.ts';
import { yaml } from '#lib/codegen/targets/config.ts';
import { project } from '#lib/codegen/targets/project.ts';
import { codeForStep, script } from '#lib/codegen/targets/script.ts';
import { construct, dict, list, lit, tuple } from '#lib/codegen/python/ir.ts';
import { printImports } from '#lib/codegen/python/imports.ts';
import { layout, widthOf } from '#lib/codegen/python/layout.ts';
import { identifier, uniqueNames } from '#lib/codegen/python/names.ts';
import { printLiteral, printPython } from '#lib/codegen/python/print.ts';
import { recipeOf, titanic } from '../golden/recipes.ts';
import { registry } from '../golden/registry.ts';

describe('literals', () => {
  it.each([
    [1, '1'],
    [1.5, '1.5'],
    [1e-10, '1e-10'],
    [1e21, '1e21'],
    [0.1 + 0.2, '0.30000000000000004'],
    [-0, '-0.0'],
    [NaN, 'float("nan")'],
    [-Infinity, 'float("-inf")'],
    [true, 'True'],
    [null, 'None'],
    ['a"b', "'a\"b'"],
    [`a"b'`, `"a\\"b'"`],
    ['é 中', '"é 中"'],
    ['\ud800\u202e\u00a0\0', '"\\ud800\\u202e\\xa0\\x00"'],
  ])('writes %j as %s', (value, text) => expect(printLiteral(value)).toBe(text));
});

describe('layout', () => {
  it('keeps what fits on one line and collects imports', () => {
    const { code, imports } = printPython(
      construct('sklearn.impute', 'SimpleImputer', { strategy: lit('median') }),
    );
    expect(code).toBe('SimpleImputer(strategy="median")');
    expect(imports).toEqual([['sklearn.impute', 'SimpleImputer']]);
  });

  it('breaks a long list one item a line with a trailing comma', () => {
    const { code } = printPython(
      list(Array.from({ length: 9 }, (_, i) => lit(`a long name ${i}`))),
    );
    expect(code.split('\n')).toHaveLength(11);
    expect(code).toMatch(/8",\n\]$/);
  });

  it('keeps the comma of a tuple of one and prints dicts in order', () => {
    expect(printPython(tuple([lit(1)])).code).toBe('(1,)');
    expect(
      printPython(
        dict([
          [lit('b'), lit(1)],
          [lit('a'), lit(2)],
        ]),
      ).code,
    ).toBe('{"b": 1, "a": 2}');
  });

  it('counts an East Asian wide character as two columns', () => {
    expect(widthOf('中a')).toBe(3);
    expect(widthOf('e\u0301')).toBe(1);
  });

  it('does not break a bracket or comma inside a string', () => {
    const text = `x = ["${'(,'.repeat(50)}", "b"]`;
    expect(layout(text).split('\n')).toHaveLength(4);
  });

  it('orders imports as isort does', () => {
    expect(
      printImports([
        ['sklearn.impute', 'b'],
        ['sklearn.impute', 'A'],
        ['pandas', 'pd'],
        ['json', ''],
        ['preprocessing', 'load'],
      ]),
    ).toBe(
      'import json\n\nimport pandas as pd\nfrom sklearn.impute import A, b\n\nfrom preprocessing import load',
    );
  });
});

describe('names', () => {
  it.each([
    ['Total Bill (€)', 'total_bill'],
    ['oneHot', 'one_hot'],
    ['Été', 'ete'],
    ['class', 'class_'],
    ['1st', 'column_1st'],
    ['中文', 'column'],
    ['', 'column'],
  ])('makes %j the identifier %s', (text, name) => expect(identifier(text)).toBe(name));

  it('gives no name twice', () => {
    const name = uniqueNames(['a']);
    expect([name('a'), name('a'), name('b')]).toEqual(['a_2', 'a_3', 'b']);
  });
});

describe('lanes', () => {
  const lanesOf = (
    recipe: Recipe,
  ): readonly (readonly [string, readonly string[], readonly string[]])[] => {
    const { preparation } = compile(recipe, registry);
    if (preparation.kind !== 'lanes') throw new Error(preparation.kind);
    return preparation.lanes.map(
      (l) => [l.name, l.columns, l.transforms.map((t) => t.name)] as const,
    );
  };

  it('puts columns with the same chain together, in order of first column', () => {
    expect(lanesOf(titanic)).toEqual([
      ['numeric', ['Pclass', 'SibSp', 'Parch', 'Fare'], ['standard_scale']],
      ['sex', ['Sex'], ['one_hot']],
      ['age', ['Age'], ['impute', 'standard_scale']],
      ['embarked', ['Embarked'], ['impute', 'one_hot']],
      ['missing_indicator', ['Age'], ['missing_indicator']],
    ]);
  });

  it('joins two recipe steps that do the same to different columns', () => {
    const recipe = recipeOf({
      columns: [
        ['a', 'number'],
        ['b', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['impute', ['b']],
        ['impute', ['a']],
      ],
    });
    expect(lanesOf(recipe)).toEqual([['numeric', ['a', 'b'], ['impute']]]);
  });

  it('calls no lane by a name that its function uses', () => {
    const recipe = recipeOf({
      columns: [
        ['float', 'number'],
        ['nan', 'number'],
        ['data', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['impute', ['float']],
        ['standardScale', ['nan']],
        ['minMaxScale', ['data']],
      ],
    });
    expect(lanesOf(recipe).map(([name]) => name)).toEqual(['float_2', 'nan_2', 'data_2']);
  });

  it('scales an indicator in its own lane', () => {
    const recipe = recipeOf({
      columns: [
        ['a', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['impute', ['a'], { indicator: true }],
        ['standardScale', ['a_missing']],
      ],
    });
    expect(lanesOf(recipe)[1]).toEqual([
      'missing_indicator',
      ['a'],
      ['missing_indicator', 'standard_scale'],
    ]);
  });

  it('lets columns without a step pass, and leaves out what is dropped, switched off or no feature', () => {
    const recipe = recipeOf({
      columns: [
        ['id', 'integer', 'id'],
        ['a', 'number'],
        ['b', 'number'],
        ['c', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['dropColumns', ['a']],
        ['impute', ['b']],
        ['standardScale', ['b', 'c'], {}, false],
      ],
    });
    expect(lanesOf(recipe)).toEqual([
      ['numeric', ['b'], ['impute']],
      ['unchanged', ['c'], []],
    ]);
  });
});

describe('the script', () => {
  const linesOf = (key: string): string[] => {
    const { code, lines } = codeForStep(titanic, registry, key);
    return lines.map(([first, last]) =>
      code
        .split('\n')
        .slice(first - 1, last)
        .join('\n')
        .trim(),
    );
  };

  it('says which lines a cleaning step stands on', () => {
    expect(linesOf('s1')).toEqual(['df = df.drop(columns=["Name", "Ticket", "Cabin"])']);
  });

  it('says all ranges of a learned step that stands in two lanes', () => {
    expect(linesOf('s3')).toEqual([
      '("impute", SimpleImputer(strategy="median")),',
      '("missing_indicator", MissingIndicator(features="all"), AGE),',
    ]);
  });

  it('has no lines for a step that is off or unknown', () => {
    expect(linesOf('nothing')).toEqual([]);
  });

  it('leaves no mark in the code', () => {
    expect(script(titanic, registry).code).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('trains the model that is asked for', () => {
    expect(script(titanic, registry, { modelKey: 'm2' }).code).toContain('RandomForestClassifier(');
    expect(script(titanic, registry).code).toContain('LogisticRegression(');
  });

  it('writes the share of validation as the very double the app divides by', () => {
    const recipe = {
      ...titanic,
      split: { method: 'random', validation: 0.1, test: 0.3, stratify: false, seed: 1 },
    } as const;
    expect(script(recipe, registry).code).toContain(`test_size=${0.1 / (1 - 0.3)}, random_state=1`);
  });

  it('names an unknown step instead of leaving it out', () => {
    const steps = [{ ...titanic.steps[0]!, step: 'teleport' }];
    expect(() => script({ ...titanic, steps }, registry)).toThrow(/no step “teleport”/);
    expect(() =>
      script({ ...titanic, steps: [{ ...steps[0]!, step: 'constructor' }] }, registry),
    ).toThrow(EngineError);
  });
});

describe('the project', () => {
  it('has the files of formats.md section 5', () => {
    expect(
      [...project(titanic, registry).keys()].map((p) => p.replace('experiment_titanic/', '')),
    ).toEqual([
      'train.py',
      'preprocessing.py',
      'inference.py',
      'app.py',
      'Dockerfile',
      'notebook.ipynb',
      'config.yaml',
      'requirements.txt',
      'README.md',
      'data.schema.json',
    ]);
  });

  it('shows the scores of the browser with their digits', () => {
    const part = [
      ['accuracy', 0.8125],
      ['roc_auc', null],
    ] as const;
    const readme = project(titanic, registry, {
      scores: { train: part, validation: [], test: part },
    }).get('experiment_titanic/README.md')!;
    expect(readme).toContain('| metric | train | test |');
    expect(readme).toContain('| accuracy | 0.8125 | 0.8125 |');
  });

  it('asks for a target or a model by name', () => {
    expect(() => project({ ...titanic, models: [] }, registry)).toThrow(/No model is chosen/);
    expect(() => project({ ...titanic, task: null }, registry)).toThrow(/No column is chosen/);
  });
});

it('writes YAML that quotes every text', () => {
  expect(yaml({ a: ['x', { b: 1, c: [] }], no: null, 'k: v': '# "' })).toBe(
    'a:\n  - "x"\n  - b: 1\n    c: []\n"no": null\n"k: v": "# \\""',
  );
});
