import { describe, expect, it } from 'vitest';
import { allOf, dropEdit, fixOf, isDropped, isTreated } from '#lib/features/data/fixes.ts';
import { gainsOf, judgedOf } from '#lib/features/data/judged.ts';
import { heatTable } from '#lib/features/data/relations/order.ts';
import { patternFilter, patternWords } from '#lib/features/data/relations/patterns.ts';
import { cellWords, pWords, two, vifTone } from '#lib/features/data/relations/words.ts';
import { spread, textOf } from '#lib/features/home/pastedCells.ts';
import { factsOf, originWords } from '#lib/features/home/provenance.ts';
import { emptyHistory } from '#lib/recipe/history.ts';
import { apply } from '#lib/recipe/edits.ts';
import { findings, qualityScore } from '#lib/recipe/findings.ts';
import type { Missingness } from '#lib/recipe/missingness.ts';
import type { ColumnProfile, Finding, TableProfile } from '#lib/recipe/profile.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { recipeOf, step } from '../recipe.support.ts';

const specs = stepSpecs;
const column = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  type: 'category',
  role: 'feature',
  missing: 0,
  distinct: 5,
  misfits: 0,
  misfitSamples: [],
  numberShare: 0,
  top: [{ value: 'a', count: 20 }],
  ...more,
});
const profile: TableProfile = {
  rows: 100,
  duplicateRows: 4,
  columns: [
    column('age', { type: 'number', missing: 20 }),
    column('same', { distinct: 1 }),
    column('note', { top: [{ value: '  ', count: 6 }], text: blankText(6) }),
  ],
};
const recipe = recipeOf([
  ['age', 'number'],
  ['same', 'category'],
  ['note', 'category'],
]);
const found = findings(profile, null, null);
const of = (rule: string): Finding => found.find((f) => f.rule === rule)!;
const context = { recipe, specs, profile };

describe('a fix for every finding that can have one', () => {
  it('is the step that the finding asks for, where no suggestion was tried yet', () => {
    expect(fixOf(of('missing'), [], context)?.steps[0]).toMatchObject({
      step: 'impute',
      columns: ['age'],
      params: { strategy: 'median' },
    });
    expect(fixOf(of('constant'), [], context)).toMatchObject({ verb: 'Remove', safe: false });
    expect(fixOf(of('duplicate-rows'), [], context)?.steps[0]?.step).toBe('dropDuplicates');
  });

  it('trims cells of spaces, which are missing then', () => {
    const fix = fixOf(of('blank'), [], context)!;
    expect(fix.steps[0]).toMatchObject({ step: 'trimText', columns: ['note'] });
    expect(of('blank').leaves).toMatchObject({ share: 0.06 });
  });

  it('mends the cells that are wrong, though leaving the column out is suggested', () => {
    const drop = {
      suggestion: {
        ...{ id: 'd', type: 'drop_columns', target_columns: ['note'], params: {} },
        ...{ confidence: 0.9, rationale: '1.', console_preview: [] },
      },
      step: step('dropColumns', ['note']),
    };
    const fix = fixOf(of('blank'), [drop], context)!;
    expect([fix.steps[0]!.step, fix.safe]).toEqual(['trimText', false]);
  });

  it('writes one spelling for all, without the spaces of the most frequent', () => {
    const samples = [
      [' Oslo', 'oslo', 'Oslo'],
      ['Bergen', 'BERGEN'],
    ];
    const variants = { cells: 9, values: 3, samples };
    const towns = column('town', { distinct: 5, text: { ...blankText(0), variants } });
    const merge = (more: Partial<typeof variants>) =>
      findings(
        {
          ...profile,
          columns: [{ ...towns, text: { ...towns.text!, variants: { ...variants, ...more } } }],
        },
        null,
        null,
      ).find((f) => f.rule === 'spelling-variants')!;
    expect(merge({}).fix!.action).toMatchObject({
      step: 'replaceValues',
      params: {
        mapping: [
          [' Oslo', 'Oslo'],
          ['oslo', 'Oslo'],
          ['BERGEN', 'Bergen'],
        ],
      },
    });
    expect(merge({ values: 400 })).toMatchObject({ noFix: expect.stringContaining('too many') });
  });

  it('marks the gap that tells the target', () => {
    const finding = { ...of('missing'), rule: 'missing-predicts-target' };
    const { fix: _, ...bare } = finding;
    expect(fixOf(bare, [], context)?.steps[0]?.params).toMatchObject({ indicator: true });
    const imputed = { ...recipe, steps: [step('impute', ['age'])] };
    expect(fixOf(bare, [], { ...context, recipe: imputed })).toBeNull();
  });

  it.each([
    ['ignored', 'Leave out'],
    ['group', 'Keep together'],
    ['id', 'Make an id'],
  ] as const)('answers by the role %s, and its button says so', (role, verb) => {
    const fix = { label: '', action: { kind: 'setRole', column: 'age', role } } as const;
    const { verb: said, edit } = fixOf({ ...of('constant'), rule: 'leaks', fix }, [], context)!;
    expect([said, apply(recipe, edit).source.columns[0]!.role]).toEqual([verb, role]);
  });

  it('tests on the latest rows where the table is in order of a date, and counts as given then', () => {
    const fix = { label: 'Test on the latest rows, by age' };
    const finding: Finding = {
      ...of('constant'),
      rule: 'ordered',
      columns: ['age'],
      fix: { ...fix, action: { kind: 'splitByTime', column: 'age' } },
    };
    const found = fixOf(finding, [], context)!;
    expect(found).toMatchObject({ verb: 'Test on the latest', safe: false });
    const after = apply(recipe, found.edit);
    expect(after.split).toMatchObject({ method: 'time', column: 'age' });
    expect(after.source.columns[0]!.role).toBe('time');
    expect([isTreated(finding, recipe), isTreated(finding, after)]).toEqual([false, true]);
  });

  it('counts as given once the recipe has the step, for copies when all but one are out', () => {
    const steps = [step('dropColumns', ['same'])];
    expect(isTreated(of('constant'), { ...recipe, steps })).toBe(true);
    const copies: Finding = {
      ...of('constant'),
      rule: 'duplicate-column',
      columns: ['note', 'same'],
      fix: {
        label: 'Remove same',
        action: { kind: 'step', step: 'dropColumns', columns: ['same'] },
      },
    };
    expect(isTreated(copies, { ...recipe, steps })).toBe(true);
    expect(isTreated(copies, recipe)).toBe(false);
  });

  it('taken together drop a column once and impute no column that is dropped', () => {
    const fixes = ['missing', 'constant'].map((rule) => fixOf(of(rule), [], context)!);
    const after = apply(recipe, allOf(fixes, context));
    expect(after.steps.map((s) => [s.step, s.columns])).toEqual([
      ['dropColumns', ['same']],
      ['impute', ['age']],
    ]);
  });

  it('removes a redundant column in one edit', () => {
    const after = apply(recipe, dropEdit(recipe, ['same'], specs));
    expect(isDropped(after, 'same')).toBe(true);
    expect(isDropped(after, 'age')).toBe(false);
  });
});

describe('what a fix wins', () => {
  it('is the score without what the fix answers', () => {
    const judged = judgedOf(found, [], context);
    const constant = judged.find((j) => j.finding === of('constant'))!;
    const [now, then] = gainsOf(judged, context)(constant)!;
    expect(now).toBe(qualityScore(found));
    expect(then).toBe(qualityScore(found.filter((f) => f !== of('constant'))));
    expect(then).toBeGreaterThan(now);
  });
});

describe('the map of pairs', () => {
  const matrix = {
    columns: ['a', 'b', 'c', 'y'],
    kinds: ['number', 'category', 'number', 'number'] as const,
    // prettier-ignore
    strength: [1, 0.1, -0.9, 0.2,  0.1, 1, null, 0.7,  -0.9, null, 1, 0.3,  0.2, 0.7, 0.3, 1],
  };

  it('begins with the target and puts next to each column the one it goes with most', () => {
    const table = heatTable(matrix, 'y');
    expect(table.names).toEqual(['y', 'b', 'a', 'c']);
    expect(table.cell(2, 3)).toEqual({ strength: -0.9, signed: true });
    expect(table.cell(0, 1)).toEqual({ strength: 0.7, signed: false });
    expect(table.cell(1, 3)).toEqual({ strength: null, signed: false });
  });

  it('leaves out those that go least with any other, never the target', () => {
    const table = heatTable(matrix, 'b', 3);
    expect(table.names).toContain('b');
    expect(table.names).toHaveLength(3);
    expect(table.left).toBe(1);
    expect(table.names).not.toContain('y');
  });

  it('says a pair in words', () => {
    expect(cellWords('a', 'c', { strength: -0.9, signed: true })).toBe(
      'a and c: correlation −0.90',
    );
    expect(cellWords('b', 'c', { strength: null, signed: false })).toBe('b and c: not defined');
    expect([two(-0.001), two(null), two(NaN), pWords(0.0001), pWords(0.0344)]).toEqual([
      '0.00',
      '–',
      '–',
      '< 0.001',
      '0.034',
    ]);
    expect([vifTone(null).word, vifTone(10).word, vifTone(5).word, vifTone(1).word]).toEqual([
      'infinite',
      'high',
      'raised',
      'low',
    ]);
  });
});

describe('patterns of missing values', () => {
  const missingness = {
    columns: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, missing: 1 })),
  } as unknown as Missingness;

  it('are named by their columns', () => {
    const words = (missing: number[]) => patternWords({ missing, rows: 1 }, missingness);
    expect(words([])).toBe('nothing');
    expect(words([0, 2])).toBe('a, c');
    expect(words([0, 1, 2, 3, 4])).toBe('all 5 of them');
  });

  it('lead to their rows', () => {
    expect(patternFilter(['a', 'b'])).toEqual([
      { column: 'a', test: 'missing' },
      { column: 'b', test: 'missing' },
    ]);
  });
});

describe('cells copied from a web page or a spreadsheet', () => {
  const cell = (text: string, across = 1, down = 1) => ({ text, across, down });

  it('keep their place beside merged ones, whose parts each hold the text', () => {
    const { rows, filled } = spread([
      [cell('year', 1, 2), cell('sales', 2)],
      [cell('net'), cell('gross')],
      [cell('2020'), cell('1'), cell('2')],
    ]);
    expect(rows).toEqual([
      ['year', 'sales', 'sales'],
      ['year', 'net', 'gross'],
      ['2020', '1', '2'],
    ]);
    expect(filled).toBe(2);
  });

  it('reach no further than the table, and short rows are filled up', () => {
    expect(spread([[cell('a', 1, 0), cell('b')], [cell('c')], []]).rows).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['a', ''],
    ]);
    expect(spread([[cell('a', 1, 99)]]).rows).toEqual([['a']]);
  });

  it('are quoted where a tab, a line or a quote would tear them', () => {
    expect(textOf([['a', 'b\tc', 'd\ne', 'f"g']])).toBe('a\t"b\tc"\t"d\ne"\t"f""g"\n');
  });
});

describe('where a file came from', () => {
  it('is said in words, also where it was not recorded', () => {
    expect(originWords({ kind: 'address', address: 'https://a.b/c.csv' })).toBe(
      'The web, https://a.b/c.csv',
    );
    expect(originWords(undefined)).toBe('Not recorded');
  });

  it('stands with its size, its rows and its hash', () => {
    const stored = {
      id: 'p',
      createdAt: '2026-01-02T03:04:05Z',
      updatedAt: '2026-01-02T03:04:05Z',
      revision: 1,
      recipe: {
        ...recipe,
        source: { ...recipe.source, rejectedRows: [3], sample: { every: 10 } },
      },
      history: emptyHistory,
      rows: 1200,
    };
    const facts = new Map(factsOf(stored, undefined).map((f) => [f.name, f.value]));
    expect(facts.get('Table')).toBe('1,200 rows × 3 columns, 1 row left out');
    expect(facts.get('Sample')).toBe('One row in 10');
    expect(facts.get('Kept here')).toBe('No copy of the file');
    expect(facts.get('SHA-256')).toBe(`${'0'.repeat(16)}…`);
  });
});

function blankText(blank: number): NonNullable<ColumnProfile['text']> {
  return {
    meanLength: 2,
    blank,
    padded: 0,
    once: 0,
    rarest: null,
    rare: { levels: 0, cells: 0 },
    markedNumberShare: 0,
    codeShare: 0,
    dateShare: 0,
    infinite: 0,
    words: null,
    pairs: null,
    variants: { cells: 0, values: 0, samples: [] },
  };
}
