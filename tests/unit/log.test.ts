import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levels, logText, previewText, type LogEntry } from '#lib/recipe/log.ts';

const entry: LogEntry = {
  task_id: 'task-abc123',
  timestamp: '2026-12-26T17:01:03.123Z',
  level: 'INFO',
  source: 'preprocess.impute',
  message: "Replaced 12 nulls in 'age' with mean 35.716",
  meta: { rows_affected: 12, col: 'age' },
};

describe('a log line', () => {
  it('is the very text of formats.md section 1', () => {
    expect(logText(entry)).toBe(
      "INFO 2026-12-26T17:01:03Z | preprocess.impute | Replaced 12 nulls in 'age' with mean 35.716",
    );
  });

  it('has an ellipsis for the time in a dry run', () => {
    expect(previewText(entry)).toBe(
      "INFO … | preprocess.impute | Replaced 12 nulls in 'age' with mean 35.716",
    );
  });

  it('has the five levels and no other', () => {
    expect(levels).toEqual(['DEBUG', 'INFO', 'SUCCESS', 'WARNING', 'ERROR']);
  });

  it('is one line without control characters, whatever names and values it quotes', () => {
    const nasty = fc.string({
      unit: fc.integer({ min: 0, max: 0x2030 }).map((c) => String.fromCodePoint(c)),
    });
    fc.assert(
      fc.property(nasty, nasty, (message, source) => {
        for (const text of [
          logText({ ...entry, message, source }),
          previewText({ ...entry, message, source }),
        ])
          expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
      { numRuns: 1000 },
    );
  });

  it('shows a line break and a terminal escape instead of obeying them', () => {
    const message = 'a\nERROR 2026 | x | forged\r\u001b[2J\u009b1A';
    expect(logText({ ...entry, message })).toContain(
      'a\\nERROR 2026 | x | forged\\u000d\\u001b[2J\\u009b1A',
    );
  });

  it('leaves every other character as it is', () => {
    const message = '“Größe” 体重 😀 \u00a0| pipe';
    expect(logText({ ...entry, message }).endsWith(message)).toBe(true);
  });
});
