import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '#lib/codegen/sha256.ts';
import { modelJson } from '#lib/codegen/targets/modelJson.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { projectFiles } from '#lib/workers/projectZip.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { recipes } from '../golden/recipes.ts';
import { modelParams } from '../golden/registry.ts';

const titanic = recipes.get('titanic')!;
const titled = '東\u202e\u2028"\\ end';

/** A run as far as the files depend on it. */
const run = (model: string, more: Partial<FittedRun> = {}): FittedRun => ({
  model,
  modelVersion: 1,
  modelState: { values: Float64Array.of(0.1, -Infinity, NaN), codes: Uint8Array.of(3) },
  task: 'binary',
  classes: ['no', titled],
  inputs: ['age'],
  features: ['age'],
  steps: [],
  ...more,
});

const exported = (fitted: FittedRun, rows?: boolean): Map<string, string> => {
  const model = {
    ...titanic.models[0]!,
    model: fitted.model,
    params: modelParams(fitted.model as ModelId),
  };
  const files = projectFiles({ ...titanic, steps: [], models: [model] }, model.key, {
    profile: null,
    scores: null,
    fitted,
    ...(rows === undefined ? {} : { rows }),
  });
  return new Map([...files].map(([path, text]) => [path.split('/')[1]!, text]));
};

describe('model.json', () => {
  it('is plain ASCII with every digit, and its checksum is that of its line', () => {
    const text = modelJson(run('ridge'));
    expect(text).toMatch(/^[\n -~]*$/);
    const line = text.split('\n').at(-3)!;
    const bytes = line.slice('"run": '.length);
    const document = JSON.parse(text) as { sha256: string; run: FittedRun };
    expect(document.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(document.run.modelState).toEqual({ values: [0.1, '-Infinity', 'NaN'], codes: [3] });
    expect(document.run.classes).toEqual(['no', titled]);
  });

  it.each([0, 55, 56, 63, 64, 1000])('has the checksum of FIPS 180-4 at %i bytes', (length) => {
    const text = 'q'.repeat(length);
    expect(sha256Of(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('the project with a run', () => {
  it('has both files', () => {
    const files = exported(run('logisticRegression'));
    expect(files.has('model.json')).toBe(true);
    expect(files.get('restore.py')).toContain('linear_classifier(model');
    expect(files.get('README.md')).toContain('python restore.py');
  });

  it('says why there is no restore.py', () => {
    const files = exported(
      run('logisticRegression', {
        steps: [{ key: 's', step: 'nmf', version: 1, columns: ['age'], params: {}, state: null }],
      }),
    );
    expect(files.has('model.json')).toBe(true);
    expect(files.has('restore.py')).toBe(false);
    expect(files.get('README.md')).toContain('The step nmf cannot be restored');
  });

  it('holds no training rows unless they are asked for', () => {
    const without = exported(run('kNeighbors'));
    expect(without.has('model.json') || without.has('restore.py')).toBe(false);
    expect(without.get('README.md')).toContain('keeps rows of the training data');
    const withRows = exported(run('kNeighbors'), true);
    expect(withRows.has('model.json') && withRows.has('restore.py')).toBe(true);
  });
});
