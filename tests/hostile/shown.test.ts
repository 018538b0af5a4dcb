import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnText } from '#lib/recipe/expression/tokens.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { shownCode } from '#lib/workers/shownCode.ts';
import { strangersDuckDb } from '../golden/duck.ts';
import { recipeOf } from '../golden/recipes.ts';
import { nasty, strings } from './texts.ts';

/** The text as file, column, marker, constant, mark, category and new name. */
function recipeWith(text: string): Recipe {
  const [name, word] = [columnText(text), `"${text.replaceAll('"', '""')}z"`];
  const other = text === 'plain' ? 'plainer' : 'plain';
  return recipeOf({
    name: text,
    file: text,
    missing: ['', text],
    columns: [
      [text, 'category', 'feature', `${text}!`],
      [other, 'category'],
    ],
    steps: [
      ['filterRows', [], { keep: `not (${name} = ${word})` }],
      ['replaceText', [text], { find: `${text}z`, with: text }],
      ['replaceValues', [text], { mapping: [[`${text}z`, `${text}y`]] }],
      ['markMissing', [text], { values: [`${text}z`] }],
      ['calculate', [], { name: `${text}+`, expression: `concat(${name}, ${word})` }],
      ['renameColumns', [], { mapping: [[`${text}+`, `${text}-`]] }],
      ['impute', [text], { strategy: 'constant', fillValue: text }],
    ],
  });
}

const codeOf = (text: string, language: 'sql' | 'javascript'): string =>
  shownCode(language, { recipe: recipeWith(text), modelKey: null, profile: null }).code;

/** SQL with every text, name and comment taken out: what it is made of. */
function shapeOf(sql: string): string {
  const marked = sql.replace(/--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|chr\(\d+\)/g, (found) =>
    found.startsWith('-') ? '' : found.startsWith('"') ? 'N' : 'T',
  );
  return marked
    .replace(/nullstr = \[[T,\s]*\],/g, '')
    .replace(/\b[a-z][a-z0-9_]*\b(?!\()/g, 'w')
    .replace(/ AS N/g, '')
    .replace(/\s+/g, '')
    .replace(/\((?:T\|\|)+T\)/g, 'T')
    .replace(/INT(?=\))/g, 'IN(T)')
    .replace(/CASEWHENwNOTIN\(T(?:,T)*\)THENwENDASw/g, 'w');
}

describe('hostile text in shown code', () => {
  let db: Awaited<ReturnType<typeof strangersDuckDb>>;
  beforeAll(async () => void (db = await strangersDuckDb()));
  afterAll(() => db.close());

  it('changes nothing of what the SQL is made of', () => {
    const plain = shapeOf(codeOf('Be nign', 'sql'));
    const bad = strings.filter((text) => shapeOf(codeOf(text, 'sql')) !== plain);
    expect(bad).toEqual([]);
  });

  it('hides nothing in it, and ends no comment', () => {
    for (const text of strings)
      for (const language of ['sql', 'javascript'] as const) {
        const code = codeOf(text, language);
        const seen = /(?! )[\p{C}\p{Z}]/u.exec(code.replaceAll('\n', ''));
        expect(seen && [text, seen[0].codePointAt(0), language].join(' ')).toBeNull();
        expect(code).not.toMatch(/^\s*(?:import os;|touch canary)/m);
      }
  });

  it('is read back by DuckDB as the same text, from a file beside the query', () => {
    const asked = nasty.filter(
      (t) => t !== '' && t.trim() !== '' && t.length < 200 && t.isWellFormed() && !t.includes('\0'),
    );
    expect(asked.length).toBeGreaterThan(40);
    for (const text of asked.filter((_, i) => i % 4 === 0)) {
      const code = codeOf(text, 'sql');
      const call = /read_csv\(\s*((?:[^,']|'(?:[^']|'')*')*),/.exec(code)![1]!;
      const file = db.run(`SELECT ${call} AS path`, new Map())[0]![1][0] as string;
      expect(file).not.toMatch(/^[a-z]+:|[\\]|\/(?!.*$).*\//);
      const one = code.replace(call, "'data.csv'");
      const quoted = `"${text.replaceAll('"', '""')}z"`;
      const found = db.run(
        one,
        new Map([['data.csv', `a,b\n${quoted.slice(0, -2)}w",x\n${quoted},y\n`]]),
      );
      expect(found.map(([, cells]) => cells)).toEqual([[`${text}w`], ['x'], [`${text}w${text}z`]]);
    }
  });

  it('JavaScript of it is a module that does nothing', async () => {
    for (const text of strings.filter((_, i) => i % 8 === 0)) {
      const url = `data:text/javascript;base64,${Buffer.from(codeOf(text, 'javascript')).toString('base64')}`;
      const { steps } = (await import(/* @vite-ignore */ url)) as { steps: readonly unknown[] };
      expect(steps.length).toBeGreaterThan(0);
    }
  });
});
