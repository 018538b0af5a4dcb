import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeSteps } from '#lib/recipe/recipe.ts';
import { shownCode } from '#lib/workers/shownCode.ts';
import { strangersDuckDb } from './duck.ts';
import { formatRecipes } from './recipes.formats.ts';
import { recipes as shapes } from './recipes.ts';

/** UPDATE=1 writes the golden files anew; read the difference before committing it. */
async function golden(file: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, file);
  if (process.env['UPDATE']) await writeFile(path, text);
  expect(text).toBe(await readFile(path, 'utf8'));
}

const recipes = [...shapes, ...formatRecipes];
/** Others differ from these by their columns alone. */
const kept = [
  'titanic',
  'created',
  'shaped',
  'cast',
  'answered',
  'past',
  'european',
  'repaired',
  'workbook',
];
const ask = (recipe: (typeof recipes)[number][1]) => ({ recipe, modelKey: null, profile: null });

describe('the code panel', () => {
  it.each(recipes.filter(([name]) => kept.includes(name)))(
    '%s in SQL is as it was',
    (name, recipe) => golden(`${name}.sql`, shownCode('sql', ask(recipe)).code),
  );

  it('the Titanic in JavaScript is as it was', () =>
    golden(
      'titanic.steps.txt',
      shownCode('javascript', ask(new Map(recipes).get('titanic')!)).code,
    ));

  it.each(recipes)(
    '%s says of each step that is on where it stands, in every language',
    (_, recipe) => {
      for (const language of ['python', 'sql', 'javascript'] as const) {
        const { lines, code } = shownCode(language, ask(recipe));
        const last = code.trimEnd().split('\n').length;
        for (const { key } of activeSteps(recipe)) {
          const ranges = lines.get(key) ?? [];
          if (language !== 'python') expect(ranges.length, `${language} ${key}`).toBeGreaterThan(0);
          for (const [from, to] of ranges) expect(1 <= from && from <= to && to <= last).toBe(true);
        }
      }
    },
  );
});

describe('the SQL', () => {
  let db: Awaited<ReturnType<typeof strangersDuckDb>>;
  beforeAll(async () => void (db = await strangersDuckDb()));
  afterAll(() => db.close());

  it.each(recipes)('%s is read by DuckDB', (_, recipe) => {
    const { code } = shownCode('sql', ask(recipe));
    // Of a file with no row; the file is not there where the query names another.
    const file = /read_csv\(\s*'([^']*)'/.exec(code)![1]!;
    const plain = code.replace(/compression = 'gzip',|encoding = '[^']*',|skip = \d+,/g, '');
    expect(db.run(plain, new Map([[file, 'header\n']])).length).toBeGreaterThan(0);
  });
});
