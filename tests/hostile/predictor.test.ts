import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { chromiumArgs, chromiumPath } from '../../scripts/browser.mjs';
import { strangersDuckDb } from '../golden/duck.ts';
import { python } from '../golden/python.ts';
import { explainedApart } from '../parity/explained.ts';
import { byHand } from '../parity/prepare.ts';
import {
  differenceFrom,
  exported,
  queried,
  restoredThere,
  type Asked,
} from '../parity/restored.ts';

/** A model that leaves is inert to what columns, cells and classes are called, and answers the same. */

const evil = '</script><script>window.hacked=1</script>';
const names = [evil, '<img src=x onerror=window.hacked=1>', '__proto__', 'constructor', '`${x}`'];
const levels = [evil, '"\\', "it's -->", '<!--', '\u2028', '__proto__', '=1+1'];
const classes = [evil, '=cmd', '__proto__'];
const quoted = (s: string): string => `"${s.replaceAll('"', '""')}"`;
const csv = [
  [...names, 'y'].map(quoted).join(','),
  ...Array.from({ length: 120 }, (_, i) =>
    [
      quoted(levels[i % 7]!),
      quoted(levels[(i * 3) % 5]!),
      i % 9 ? String((i * 7) % 23) : '',
      String(i / 8),
      quoted(levels[(i >> 2) % 7]!),
      quoted(classes[((i * 7) % 11) % 3]!),
    ].join(','),
  ),
].join('\n');

interface Spoken {
  readonly predict: (row: object) => {
    readonly prediction: string;
    readonly probabilities: readonly number[];
    readonly warnings: readonly object[];
  };
  readonly columns: readonly { readonly name: string }[];
}

const there = chromiumPath() ?? chromium.executablePath();

describe('the JavaScript of a model', () => {
  let asked: Asked;
  let spoken: Spoken;
  const row = Object.fromEntries(names.map((name, j) => [name, j % 4 < 2 || j > 3 ? evil : 3]));
  beforeAll(async () => {
    const sql = await openDuckDbNode();
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-predictor-'));
    const data = join(dir, 'data.csv');
    await writeFile(data, csv);
    const made = {
      name: 'hostile',
      csv,
      target: 'y',
      roles: { y: 'target' },
      types: Object.fromEntries([0, 1, 4].map((j) => [names[j]!, 'category'] as const)),
      steps: [
        ['dropDuplicates', []],
        ['impute', ['__proto__'], { strategy: 'median', indicator: true }],
        ['oneHot', [names[0]!, names[1]!]],
        ['targetEncode', [names[4]!]],
      ],
      models: [['randomForest', { nEstimators: 12 }]],
    } as const;
    [asked] = (await exported(await byHand(sql, made, data), made.name, dir)) as [Asked];
    await sql.close();
    spoken = (await import(pathToFileURL(join(asked.dir, 'model.mjs')).href)) as Spoken;
  });

  it('is ASCII, and ends no script', async () => {
    for (const file of ['model.mjs', 'predictor.html']) {
      const text = await readFile(join(asked.dir, file), 'utf8');
      expect(text).toMatch(/^[\n\x20-\x7e]+$/);
      expect(text.match(/<\/?script/g) ?? []).toHaveLength(file === 'model.mjs' ? 0 : 2);
      expect(text).not.toContain('<!--');
    }
  });

  it('takes rows whatever their columns are called, and says what does not fit by name', () => {
    expect(spoken.columns.map((c) => c.name)).toEqual(names);
    expect(spoken.predict(row).warnings).toEqual([]);
    const odd = { ...row, constructor: 99, [names[0]!]: 'robot', more: 1 };
    expect(spoken.predict(odd).warnings).toEqual([
      { column: evil, value: 'robot', note: 'unseen category' },
      { column: 'constructor', value: 99, note: 'outside 0 to 14.875' },
    ]);
    expect(() => spoken.predict({ ...row, constructor: 'third' })).toThrow(
      'constructor: needs a number',
    );
    const without = Object.fromEntries(Object.entries(row).filter(([n]) => n !== 'constructor'));
    expect(() => spoken.predict(without)).toThrow('constructor: is missing');
  });

  it.skipIf(python === null)('predicts the same in Python, as a service and by ONNX', async () => {
    const [ways] = await restoredThere([asked]);
    const [inferred, served, onnx] = ways!;
    for (const answer of [inferred, served, onnx])
      expect(differenceFrom(asked, answer)).toBeLessThan(1e-9);
    expect(explainedApart(asked.explained!, ways![3])).toBeLessThan(1e-9);
  });

  it('predicts the same as one query, whose words are its own', async () => {
    const { sql } = asked;
    if ('why' in sql) throw new Error(sql.why);
    const duck = await strangersDuckDb();
    const found = duck.run(sql.code, new Map([['data.csv', csv]]));
    duck.close();
    expect(differenceFrom(asked, queried(asked, found))).toBeLessThan(1e-9);
    expect(sql.code).not.toMatch(/\u2028/);
  });

  it.skipIf(!existsSync(there))(
    'scores a file in a page from disk as the engine does, and the page runs nothing else',
    async () => {
      const browser = await chromium.launch({ executablePath: there, args: chromiumArgs });
      try {
        const page = await browser.newPage();
        const told: string[] = [];
        page.on('pageerror', (error) => told.push(error.message));
        page.on('console', (message) => told.push(message.text()));
        page.on('request', (request) => told.push(request.url()));
        const address = pathToFileURL(join(asked.dir, 'predictor.html')).href;
        await page.goto(address);
        expect(await page.title()).toBe('Predict y');
        expect(await page.locator('form label').first().textContent()).toBe(evil);
        await page.locator('input[type=file]').setInputFiles(asked.data);
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download predictions.csv' }).click();
        const text = await readFile(await (await saved).path(), 'utf8');
        const found = text.trimEnd().split('\n').slice(1);
        expect(found).toHaveLength(120);
        expect(found.filter((line) => line.split(',').length !== 6)).toEqual([]);
        const shares = found.flatMap((line) => line.split(',').slice(-4, -1).map(Number));
        shares.forEach((p, at) => expect(Math.abs(p - asked.predicted[at]!)).toBeLessThan(1e-9));
        expect(text).not.toMatch(/(^|,)"?=/m);
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        expect(told).toEqual([address]);
      } finally {
        await browser.close();
      }
    },
  );
});
