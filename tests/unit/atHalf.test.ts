import { expect, test } from 'vitest';
import { atHalfWords } from '#lib/features/evaluate/runs.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

const parts = (accuracy: number) => {
  const own = [
    ['accuracy', accuracy],
    ['roc_auc', 0.9],
  ];
  return { train: own, validation: own, test: own };
};
const result = { metrics: parts(0.8), charts: {} };
const run = (scores?: object) =>
  ({ result, ...(scores && { decision: { threshold: 0.3, scores } }) }) as unknown as StoredRun;

test('scores at 0.5 say so only where the kept threshold has others', () => {
  const confusions = { train: [], validation: [], test: [] };
  const kept = run({ metrics: parts(0.7), confusions });
  expect(atHalfWords(kept, 'test', ['accuracy'])).toMatch(/kept with this one has Accuracy 0\.7/);
  expect(atHalfWords(kept, 'test', ['roc_auc'])).toBeNull();
  expect(atHalfWords(run({ metrics: parts(0.8), confusions }), 'test', ['accuracy'])).toBeNull();
  expect(atHalfWords(run(), 'test', ['accuracy'])).toBeNull();
});
