import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan, recipeFor } from '../../cli/plan.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { findings } from '#lib/recipe/findings.ts';
import { abbreviationsIn } from '#lib/recipe/findings/abbreviations.ts';
import { isTicked, notTicked, wordsAmongNumbers } from '#lib/recipe/findings/numbersInTexts.ts';
import { levels } from './data.findings.examples.ts';
import { column, judged, numbers, table, text } from './data.findings.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const rows = 600;

/** What hospitals keep: a patient's number, a laboratory's words, two numbers in a cell, letters for words, a box. */
function ward(): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const yes = (i * 7) % 11 < 3;
    return [
      `P${String(i % 200).padStart(6, '0')}`,
      i % 3 === 0 ? 'not done' : (4 + (i % 47) / 10).toFixed(1),
      i % 9 === 0 ? 'trace' : String(20 + (i % 83)),
      `${110 + (i % 20)}/${60 + (i % 15)}`,
      ['Female', 'Male', 'F', 'M'][i % 4]!,
      `[${30 + 10 * (i % 5)}-${40 + 10 * (i % 5)})`,
      String((i * 7919) % 100000).padStart(5, '0'),
      i % 4 === 1 ? 'sent' : '',
      yes ? '2024-03-01' : '',
      yes ? 'Yes' : 'No',
    ].join(',');
  });
  const names =
    'Patient no,HbA1c,CRP,Blood pressure,Sex,Age band,ZIP,Letter,Returned on,Readmitted';
  return [names, ...lines].join('\n');
}

async function opened() {
  const { source } = await openFile(sql, bytesFile(new TextEncoder().encode(ward()), 'ward.csv'));
  const profile = await profileTable(sql, baseRelation(source), source);
  return { source, profile };
}

describe('columns of more than one kind', () => {
  it('are read and told as who made the file means them', async () => {
    const { source, profile } = await opened();
    const types = Object.fromEntries(source.columns.map((c) => [c.name, c.type]));
    expect(types).toMatchObject({ HbA1c: 'number', 'Age band': 'ordinal', ZIP: 'text' });
    const found = findings(profile, 'Readmitted', 'binary').map((f) => f.id);
    expect(found).toEqual(
      expect.arrayContaining([
        'almost-numbers:CRP',
        'joined-numbers:Blood pressure',
        'abbreviations:Sex',
        'ticked:Letter',
        'repeated-id:Patient no',
      ]),
    );
    for (const wrong of ['almost-numbers:ZIP', 'missing:Letter', 'constant:Letter'])
      expect(found).not.toContain(wrong);
  });

  it('become numbers by what is suggested, one step on what another made', async () => {
    const { source, profile } = await opened();
    const { recipe } = recipeFor(source, profile, 'Readmitted');
    const { suggestions } = await plan(sql, recipe, profile);
    const steps = suggestions.map(({ step }) => `${step.step} ${step.columns.join(', ')}`);
    expect(steps).toEqual(
      expect.arrayContaining([
        'cast CRP',
        'splitText Blood pressure',
        'cast Blood pressure_1',
        'cast Blood pressure_2',
      ]),
    );
    expect(steps).not.toContain('cast ZIP');
    expect(suggestions.find((s) => s.step.columns.includes('Letter'))!.step).toMatchObject({
      step: 'impute',
      params: { strategy: 'constant', fillValue: 'none' },
    });
    const scaled = suggestions.find((s) => s.step.step === 'standardScale')!.step.columns;
    expect(scaled).toEqual(expect.arrayContaining(['CRP', 'Blood pressure_1']));
  });
});

describe('words among numbers', () => {
  const words = [{ value: 'trace', count: 90 }];
  const mixed = (more = {}, share = 0.7) =>
    column('x', { numberShare: share, distinct: 60, text: text({ words, ...more }) });

  it('are those that keep a column from being numbers', () => {
    expect(wordsAmongNumbers(mixed())).toEqual(words);
    expect(wordsAmongNumbers(mixed({}, 0.2))).toEqual([]);
    expect(wordsAmongNumbers(mixed({ words: null }))).toEqual([]);
    expect(wordsAmongNumbers({ ...mixed(), distinct: 8 })).toEqual([]);
    expect(wordsAmongNumbers(numbers('x'))).toEqual([]);
  });

  it('are none where the digits are codes', () => {
    const codes = mixed({ codeShare: 0.1 }, 0.9);
    expect(wordsAmongNumbers(codes)).toEqual([]);
    expect(judged(table([codes])).map((f) => f.rule)).not.toContain('almost-numbers');
  });
});

describe('letters for words', () => {
  const pairs = (...values: readonly string[]) =>
    abbreviationsIn(column('x', { distinct: values.length, top: levels(...values) }));

  it('are told where each stands for one word', () => {
    expect(pairs('Male', 'male', 'M', 'Female', 'F')).toEqual([
      ['M', 'Male'],
      ['F', 'Female'],
    ]);
    expect(pairs('ja', 'j', 'nein', 'N')).toEqual([
      ['j', 'ja'],
      ['N', 'nein'],
    ]);
  });

  it.each([
    [['A', 'B', 'C']],
    [['A', 'B', 'AB', '0']],
    [['S', 'M', 'L', 'XL']],
    [['N', 'North', 'Northeast']],
    [['F', 'Female', 'X']],
    [['A', 'A+', 'B']],
  ])('are none in %s', (values) => {
    expect(pairs(...values)).toEqual([]);
  });
});

describe('a box that is ticked or left alone', () => {
  const box = (missing: number) =>
    column('x', { distinct: 1, missing, top: [{ value: 'none', count: 1000 - missing }] });

  it('is one value or nothing, of which there is enough', () => {
    expect([5, 10, 990, 995].map((missing) => isTicked(box(missing), 1000))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isTicked({ ...box(400), distinct: 2 }, 1000)).toBe(false);
  });

  it('is filled with something else than its value', () => {
    expect(notTicked(box(1))).toBe('no');
    expect(notTicked(column('x', { top: [{ value: 'yes', count: 1 }] }))).toBe('none');
    const one = numbers('x');
    expect([0, 1].map((min) => notTicked({ ...one, number: { ...one.number!, min } }))).toEqual([
      1, 0,
    ]);
  });
});
