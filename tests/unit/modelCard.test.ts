import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { fairnessOfRun } from '#lib/engine/fairness/ofRun.ts';
import { projectFiles } from '#lib/workers/projectZip.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { computes, loadedOf, people, peopleRecipe, train, type Cells } from './engine.support.ts';
import { tableOf } from '#lib/engine/table.ts';
import { model } from './recipe.support.ts';
import { nasty } from '../hostile/texts.ts';

const lateName = 'zz name of the column';
const lateLevel = 'zz level';

/** The card of a run in which a column, one of its levels and the experiment are called so. */
function cardOf(name: string, level: string): { markdown: string; html: string } {
  const rename = (column: string): string => (column === 'port' ? name : column);
  const cells = new Map<string, Cells>(
    [...people(150)].map(([column, own]) => [
      rename(column),
      column === 'port' ? own.map((c) => (c === 'S' ? level : c)) : own,
    ]),
  );
  const base = peopleRecipe('survived');
  const recipe: Recipe = {
    ...base,
    name,
    source: {
      ...base.source,
      file: { ...base.source.file, name },
      columns: base.source.columns.map((c) => ({
        ...c,
        name: rename(c.name),
        header: rename(c.name),
      })),
    },
    steps: base.steps.map((s) => ({ ...s, columns: s.columns.map(rename) })),
    overrides: [{ finding: `leak:${name}`, why: level }],
  };
  const loaded = loadedOf(tableOf([...cells]));
  const { result, fitted } = train(loaded, recipe);
  const fairness = driveSync(
    fairnessOfRun(
      { loaded, recipe, run: fitted, lent: null },
      { columns: [name], bins: 4, part: null, code: null, threshold: null },
      computes,
    ),
  );
  const decision = {
    version: 1,
    threshold: 0.3,
    costs: { falseAlarm: 1, missed: 5, found: 0, passed: 0 },
    prevalence: null,
  };
  const card = { result, leaks: null, fairness: [fairness], decision };
  const files = [
    ...projectFiles(recipe, recipe.models[0]!.key, { profile: null, scores: result.metrics, card }),
  ];
  const text = (end: string): string => files.find(([path]) => path.endsWith(end))![1];
  return { markdown: text('/MODEL_CARD.md'), html: text('/model_card.html') };
}

/** One in three of what means something somewhere, and what means something to a card. */
const hostile = [
  ...nasty.filter((name, i) => name.trim() !== '' && i % 3 === 0),
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](https://example.org/x.png)',
  '| a | b |\n| --- |',
  '&lt;b&gt; <!-- -->',
  '\u202Eevil\u2066',
  'www.example.org',
];

const plain = cardOf(lateName, lateLevel);

describe('a model card', () => {
  it('tells what was recorded, and asks a person for the rest', () => {
    const { markdown } = plain;
    for (const words of [
      '- **Seed**: 42',
      'All that steps and model learn, they learn from training rows alone.',
      '95 % interval',
      'ROC AUC',
      'Baseline',
      'Calibration on',
      'The scores of labels above are at 0',
      `By ${lateName}`,
      'Demographic parity',
      'were not looked for',
      `Used in spite of a warning (leak\\:${lateName})\\: ${lateLevel}`,
      'scikit-learn',
    ])
      expect(markdown).toContain(words);
    const asked = markdown.split('\n').filter((line) => line.startsWith('- [ ] '));
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.every((line) => line.endsWith('TO BE FILLED IN BY A PERSON'))).toBe(true);
  });

  it('has every number of the run and none that is not there', () => {
    const again = cardOf(lateName, lateLevel);
    expect(again).toEqual(plain);
    const tables = plain.markdown.split('\n').filter((line) => line.startsWith('| '));
    expect(tables.length).toBeGreaterThan(40);
    expect(plain.markdown).not.toMatch(/NaN|undefined|null|\[object/);
  });

  const bars = (text: string): number[] =>
    text
      .split('\n')
      .map((line) => line.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length);
  const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];

  it.each(hostile)('lets nothing of a name be markup: %j', (name) => {
    const found = cardOf(name, `${name} ${lateLevel}`);
    expect(bars(found.markdown)).toEqual(bars(plain.markdown));
    expect(found.markdown).not.toMatch(/(?<!\\)(?:\\\\)*[<`[](?! \])/);
    // The page is made of the same tags, whatever the words between are.
    expect(tags(found.html)).toEqual(tags(plain.html));
    expect(found.html).not.toMatch(/<script|[\u202A-\u202E\u2066-\u2069]/);
  });

  it('speaks of no test and no choice where there is no target', () => {
    const base = peopleRecipe('survived', { task: 'clustering', models: [model('kMeans')] });
    const recipe: Recipe = {
      ...base,
      source: {
        ...base.source,
        columns: base.source.columns.map((c) =>
          c.role === 'target' ? { ...c, role: 'ignored' } : c,
        ),
      },
    };
    const { result } = train(loadedOf(tableOf([...people(90)])), recipe);
    const card = { result, leaks: null, fairness: [], decision: null };
    const files = [
      ...projectFiles(recipe, 'kMeans', { profile: null, scores: result.metrics, card }),
    ];
    const markdown = files.find(([path]) => path.endsWith('/MODEL_CARD.md'))![1];
    expect(markdown).toContain('Limits that were found');
    expect(markdown).not.toMatch(/choose the model|judged on rows|rows judge the model/);
  });

  it('allows its page neither script nor network', () => {
    expect(plain.html).toMatch(/default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'/);
    expect(plain.html).not.toMatch(/<script|https?:|src=|href=/);
  });
});
