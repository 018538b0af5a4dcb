import { describe, expect, it } from 'vitest';
import type { Problem, Trace } from '#lib/recipe/run.ts';
import {
  movedEntry,
  readConstant,
  readList,
  readText,
  writtenConstant,
  writtenText,
} from '#lib/features/params/words.ts';
import { logLine } from '#lib/features/prepare/logLine.ts';
import { toldProblems } from '#lib/features/prepare/problems.ts';
import { brief, grownBin, overlay, roundTicks } from '#lib/features/prepare/shape.ts';

describe('parameter fields', () => {
  it('read digits as a number, quoted digits as text, blank as nothing', () => {
    expect([
      readConstant('0'),
      readConstant('"0"'),
      readConstant(' '),
      readConstant('none'),
    ]).toEqual([0, '0', null, 'none']);
  });
  it('write a constant so that it reads back the same', () => {
    for (const value of [null, 0, -1.5, '0', 'none', ''])
      expect(readConstant(writtenConstant(value))).toBe(value);
  });
  it('read lists by line where there are lines, else by comma, each entry once', () => {
    expect(readList('low, mid,low, high')).toEqual(['low', 'mid', 'high']);
    expect(readList('a, b\nc\n\nc')).toEqual(['a, b', 'c']);
  });
  it('keep the spaces and quotes of a text, which is shown so that it reads back', () => {
    expect([readText(' 0 '), readText('" a, b "')]).toEqual(['0', ' a, b ']);
    for (const text of ['0', 'a, b', ' a', '\t', '"', '""', '"x"', ' "x" ', 'it"s', ''])
      expect(readText(writtenText(text)), text).toBe(text);
    expect(writtenText('plain')).toBe('plain');
  });
  it('move an entry without losing another', () => {
    expect(movedEntry(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  });
});

describe('the chart of an effect', () => {
  const column = (edges: number[], counts: number[]) =>
    ({ name: 'x', kind: 'number', missing: 0, distinct: 2, edges, counts }) as const;

  it('lays columns over each other only where their bins agree', () => {
    expect(overlay(column([0, 1, 2], [1, 2]), column([0, 1, 2], [1, 5]))?.after).toEqual([1, 5]);
    expect(overlay(column([0, 1, 2], [1, 2]), column([-1, 0, 1], [1, 2]))).toBeNull();
  });
  it('finds the bin that took the gaps', () => {
    expect(grownBin([1, 2, 3], [1, 9, 4])).toBe(1);
    expect(grownBin([1, 2], [1, 2])).toBeNull();
  });
  it('has round ticks inside its ends', () => {
    expect(roundTicks(0.42, 80, 5)).toEqual([20, 40, 60, 80]);
    expect(roundTicks(5, 5, 4)).toEqual([5]);
  });
  it('writes numbers briefly, with a true minus', () => {
    expect([brief(28.4512), brief(-3), brief(16512), brief(0.0000123), brief(undefined)]).toEqual([
      '28.45',
      '−3',
      '16,512',
      '1.23e−5',
      '–',
    ]);
  });
});

describe('problems', () => {
  const text = (name: string): Problem => ({
    at: { part: 'features' },
    detail: {
      code: 'column-kind',
      what: `${name} holds text`,
      where: { column: name },
      remedy: 'r',
    },
    fix: { label: `Leave ${name} out`, edit: { kind: 'setRole', column: name, role: 'ignored' } },
  });
  const told = (problems: Problem[]) => toldProblems({ problems } as unknown as Trace);

  it('of many columns are told once, with one fix for all', () => {
    const [one, ...rest] = told([text('a'), text('b')]);
    expect(rest).toEqual([]);
    expect(one?.trouble.what).toBe('2 columns cannot go into a model as they stand: a, b');
    expect(one?.fix?.edit).toEqual({
      kind: 'batch',
      edits: [text('a').fix!.edit, text('b').fix!.edit],
    });
  });
  it('of a step are left to the step’s own row', () => {
    expect(told([{ ...text('a'), at: { step: 's' } }])).toEqual([]);
  });
});

describe('a line of a dry run', () => {
  it('parts level, source and message, and keeps bars of the message', () => {
    expect(logLine('INFO … | preprocess.impute | Would fill | a')).toEqual({
      level: 'INFO',
      source: 'impute',
      message: 'Would fill | a',
    });
  });
});
