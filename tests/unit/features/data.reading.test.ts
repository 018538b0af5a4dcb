import { describe, expect, it } from 'vitest';
import { choicesOf, orderQuestion } from '#lib/features/data/columns/choices.ts';
import { movedTo } from '#lib/features/data/columns/levels.ts';
import { questionOf } from '#lib/features/data/columns/questions.ts';
import { dayIn } from '#lib/features/data/columns/readDay.ts';
import { dateWords, parseWords } from '#lib/features/data/columns/readingWords.ts';
import { typeEdit, typesFor } from '#lib/features/data/columns/typeEdit.ts';
import { commit, emptyHistory } from '#lib/recipe/history.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { InferredColumn } from '#lib/recipe/reading.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { plainNumber, type SourceColumn } from '#lib/recipe/source.ts';
import { evidenceAfter } from '#lib/state/evidence.ts';
import {
  likenessOf,
  likenessWords,
  saidIn,
  withDecisionsOf,
  withSaid,
} from '#lib/state/likeness.ts';
import { recipeOf } from '../recipe.support.ts';

const column = (more: Partial<SourceColumn> = {}): SourceColumn => ({
  name: 'pickup',
  header: 'pickup',
  type: 'date',
  role: 'feature',
  meaning: 'none',
  parse: { as: 'date', formats: ['%m/%d/%Y'] },
  ...more,
});

const pickup: InferredColumn = {
  type: 'date',
  role: 'feature',
  meaning: 'none',
  parse: { as: 'date', formats: ['%m/%d/%Y'] },
  reason: '100 of 100 values are dates',
  dates: {
    formats: [
      { id: '%m/%d/%Y', label: '10/24/2021', count: 100, samples: ['03/10/2019', '05/05/2019'] },
    ],
    ambiguous: 90,
    share: 0.9,
    decision: 'ask',
    rejects: [],
  },
  alternatives: [
    {
      type: 'date',
      parse: { as: 'date', formats: ['%d/%m/%Y'] },
      label: 'dates written as %d/%m/%Y',
      fits: 98,
      misfits: 2,
      ambiguous: 90,
    },
    {
      type: 'text',
      parse: { as: 'text' },
      label: 'texts as they are',
      fits: 100,
      misfits: 0,
      ambiguous: 0,
    },
  ],
};

const profileOf = (more: Partial<ColumnProfile>): ColumnProfile => ({
  name: 'size',
  type: 'category',
  role: 'feature',
  missing: 0,
  distinct: 3,
  misfits: 0,
  misfitSamples: [],
  numberShare: 0,
  top: [
    { value: 'M', count: 5 },
    { value: 'L', count: 3 },
    { value: 'S', count: 2 },
  ],
  ...more,
});

describe('how a column is read, in words', () => {
  it('names the marks of numbers', () => {
    const parse = { ...plainNumber, decimal: ',' as const, thousands: '.', affixes: ['€'] };
    expect(parseWords({ type: 'number', parse })).toBe(
      'Decimal comma, points between thousands, without €',
    );
    expect(parseWords({ type: 'number', parse: { ...plainNumber, affixes: ['()'] } })).toBe(
      'Decimal point, (5) is −5',
    );
  });

  it('says what comes first in a date, and in which language its month is', () => {
    expect(parseWords(column({ parse: { as: 'date', formats: ['%d/%m/%Y'] } }))).toBe(
      'Day first: %d/%m/%Y',
    );
    expect(dateWords('%d. %B %Y@de')).toBe('day first, German names: %d. %B %Y');
    expect(dateWords('%Y-%m')).toBe('year first: %Y-%m');
    expect(dateWords('%Y')).toBe('%Y');
    expect(dateWords('@excel1904')).toBe('serial numbers of Excel, 1904 system');
  });

  it('counts the levels of an order and says durations are seconds', () => {
    expect(parseWords({ type: 'ordinal', parse: { as: 'text' }, order: ['a', 'b'] })).toBe(
      '2 levels, from least to most',
    );
    expect(parseWords({ type: 'duration', parse: { as: 'duration', format: '%M:%S' } })).toBe(
      'Minutes:seconds; in seconds',
    );
  });
});

describe('the day that a text names', () => {
  it.each([
    ['03/10/2019', ['%m/%d/%Y'], '10 Mar 2019'],
    ['03/10/2019', ['%d/%m/%Y'], '3 Oct 2019'],
    ['3.10.19', ['%d.%m.%y'], '3 Oct 2019'],
    ['1. Okt 1999', ['%d. %b %Y@de'], '1 Oct 1999'],
    ['29/02/2020', ['%d/%m/%Y'], '29 Feb 2020'],
    ['29/02/2019', ['%d/%m/%Y'], null],
    ['13/10/2019', ['%m/%d/%Y', '%d/%m/%Y'], '13 Oct 2019'],
    ['44000', ['@excel1900'], null],
  ])('%s under %j is %s', (text, formats, day) => {
    expect(dayIn(text, formats)).toBe(day);
  });
});

describe('the question of day and month', () => {
  it('shows both readings on values where they differ, and offers each as one edit', () => {
    const question = orderQuestion(column(), pickup, ['04/12/2019', '13/01/2019'])!;
    expect(question.samples).toEqual([
      { text: '03/10/2019', days: ['10 Mar 2019', '3 Oct 2019'] },
      { text: '04/12/2019', days: ['12 Apr 2019', '4 Dec 2019'] },
    ]);
    expect(question.ways.map((w) => [w.first, w.choice.current, w.choice.counts?.misfits])).toEqual(
      [
        ['month', true, 0],
        ['day', false, 2],
      ],
    );
    expect(question.ways[1].choice.edit).toEqual({
      kind: 'setType',
      column: 'pickup',
      type: 'date',
      parse: { as: 'date', formats: ['%d/%m/%Y'] },
      meaning: 'none',
      order: [],
    });
  });

  it('is not asked where every text is the same day both ways', () => {
    const same = { ...pickup.dates!.formats[0]!, samples: ['05/05/2019'] };
    const inferred = { ...pickup, dates: { ...pickup.dates!, formats: [same] } };
    expect(orderQuestion(column(), inferred, [])).toBeNull();
  });

  it('stays open until a person has said, whichever it is, and is open again after undo', () => {
    const recipe = withColumns([column()]);
    const start = { recipe, history: emptyHistory };
    expect(questionOf(column(), pickup, start.history)?.claim).toBe(
      'Is the day or the month first in pickup?',
    );
    const keep = choicesOf(column(), pickup)[0]!;
    const said = commit(start, keep.edit, 'keep', '2026-01-01T00:00:00Z');
    expect(questionOf(column(), pickup, said.history)).toBeNull();
    expect(questionOf(column(), pickup, { ...said.history, cursor: 0 })).not.toBeNull();
  });
});

describe('ways to read a column', () => {
  it('lists the reading found first, then the others, with what each takes', () => {
    expect(choicesOf(column(), pickup).map((c) => [c.label, c.counts, c.current])).toEqual([
      ['As found: Month first: %m/%d/%Y', { fits: 100, misfits: 0, ambiguous: 0 }, true],
      ['Day first: %d/%m/%Y', pickup.alternatives![0], false],
      ['Texts as they are', pickup.alternatives![1], false],
    ]);
  });

  it('offers each of several formats alone where it is not settled which are meant', () => {
    const formats = [
      { id: '%Y-%m-%d', label: '2021-10-24', count: 60, samples: [] },
      { id: '%d.%m.%Y', label: '24.10.2021', count: 30, samples: [] },
    ];
    const mixed: InferredColumn = {
      ...pickup,
      parse: { as: 'date', formats: ['%Y-%m-%d', '%d.%m.%Y'] },
      dates: { ...pickup.dates!, formats, ambiguous: 0 },
      alternatives: [{ ...pickup.alternatives![1]!, fits: 100 }],
    };
    const only = choicesOf(column(), mixed).slice(-2);
    expect(only.map((c) => c.counts)).toMatchObject([
      { fits: 60, misfits: 40 },
      { fits: 30, misfits: 70 },
    ]);
  });

  it('has nothing to offer for a column that can be read one way only', () => {
    const { alternatives: _, dates: __, ...plain } = pickup;
    expect(choicesOf(column(), plain)).toEqual([]);
  });
});

describe('another type', () => {
  it('is read in the way that was found for it', () => {
    expect(typeEdit(profileOf({ name: 'pickup' }), 'datetime', pickup)).toMatchObject({
      type: 'datetime',
      parse: { as: 'date', formats: ['%m/%d/%Y'] },
    });
  });

  it('puts values in order where it becomes an ordered category', () => {
    const top = ['10', '9', '2'].map((value) => ({ value, count: 1 }));
    expect(typeEdit(profileOf({ top }), 'ordinal', undefined)).toMatchObject({
      order: ['2', '9', '10'],
    });
  });

  it('finds the format of durations by the values', () => {
    const top = ['1:30', '2:05', '59:59'].map((value) => ({ value, count: 1 }));
    expect(typeEdit(profileOf({ top }), 'duration', undefined)).toMatchObject({
      parse: { as: 'duration', format: '%M:%S' },
    });
  });

  it('offers an order only where every value is known, and says why not', () => {
    const many = typesFor(profileOf({ distinct: 900 }), undefined);
    expect(many.find((c) => c.value === 'ordinal')).toMatchObject({
      disabled: true,
      reason: 'An order is given by hand for 2 to 20 values; here are 900',
    });
    const few = typesFor(profileOf({}), undefined);
    expect(few.find((c) => c.value === 'ordinal')?.disabled).toBeUndefined();
  });

  it('moves a level to another place and no further', () => {
    expect(movedTo(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    const list = ['a', 'b'];
    expect(movedTo(list, 0, 5)).toBe(list);
  });
});

describe('what a person said stands', () => {
  const before = withColumns([
    column({ type: 'text', parse: { as: 'text' } }),
    column({ name: 'b' }),
  ]);

  it('when the file is read another way', () => {
    const edit = { kind: 'setType' as const, column: 'pickup', type: 'text' as const };
    const { history } = commit({ recipe: before, history: emptyHistory }, edit, '', '');
    const said = saidIn(history);
    const fresh = withColumns([column(), column({ name: 'b', type: 'text' })]).source;
    const kept = withSaid(fresh, before.source, said);
    expect(kept.columns.map((c) => c.type)).toEqual(['text', 'text']);
    expect([...said.columns]).toEqual(['pickup']);
    expect(saidIn({ ...history, cursor: 0 }).columns.size).toBe(0);
  });

  it('and decisions of another project go to columns of the same name', () => {
    const like = withColumns([
      column({ role: 'target', type: 'ordinal', parse: { as: 'text' }, order: ['a', 'b'] }),
      column({ name: 'gone' }),
    ]);
    const fresh = withColumns([column({ header: ' pickup' }), column({ name: 'new' })]).source;
    const read = withDecisionsOf(fresh, like.source);
    expect(read.columns[0]).toMatchObject({
      header: ' pickup',
      role: 'target',
      type: 'ordinal',
      order: ['a', 'b'],
    });
    expect(read.columns[1]).toEqual(fresh.columns[1]);
    expect(likenessWords(likenessOf(fresh, { ...like, name: 'trips' }))).toBe(
      'Read like “trips”: 1 column has its type and role from there. New in this file: new. Not in this file: gone.',
    );
  });

  it('and the reasons for what was left alone are kept', () => {
    const source = before.source;
    const evidence = [
      { what: 'delimiter', value: ',', evidence: '9 of 9 rows' },
      { what: 'header', value: '1', evidence: 'names' },
    ];
    const { kind: _, ...format } = source.format as Extract<
      typeof source.format,
      { kind: 'delimited' }
    >;
    const after = evidenceAfter(
      [{ what: 'encoding', value: 'cp1252', evidence: 'bytes' }],
      { format: { kind: 'delimited', ...format, delimiter: ';' } },
      { source, evidence },
    );
    expect(after.find((g) => g.what === 'delimiter')?.evidence).toBe('as you said');
    expect(after.find((g) => g.what === 'header')?.evidence).toBe('names');
    expect(after.find((g) => g.what === 'encoding')?.evidence).toBe('bytes');
  });
});

function withColumns(columns: SourceColumn[]): Recipe {
  const recipe = recipeOf([]);
  return { ...recipe, source: { ...recipe.source, columns } };
}
