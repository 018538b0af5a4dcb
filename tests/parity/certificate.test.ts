import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Compared } from '#lib/recipe/compared.ts';
import { python, ran } from '../golden/python.ts';
import { csvOf, people } from './made.ts';

/** The project says what the browser answered, and its own test holds the restored model to that. */

const cli = join(import.meta.dirname, '../../cli/tabwise.mjs');
const tabwise = (dir: string, ...args: readonly string[]): ReturnType<typeof ran> =>
  ran(process.execPath, [cli, ...args], { cwd: dir });

const same = {
  target: 'model.mjs',
  runtime: `Node ${process.versions.node}`,
  largest_difference: 0,
  row: null,
  other_classes: 0,
  metric_difference: 0,
  metric: null,
  ok: true,
};

describe('certificate.json', () => {
  let dir = '';
  let project = '';
  let printed: { verified: object[]; lacks: object };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabwise-certificate-'));
    await writeFile(join(dir, 'people.csv'), csvOf(people(3, 150)));
    const model = ['--model', 'randomForest', '--params', '{"nEstimators":5}'];
    await tabwise(dir, 'train', 'people.csv', '--target', 'label', ...model, '--save', 'run');
    const { stdout, stderr } = await tabwise(
      ...([dir, 'export', 'run', '--data', 'people.csv', '--out', 'out'] as const),
    );
    expect(stderr).not.toContain('ERROR');
    printed = JSON.parse(stdout) as typeof printed;
    const { files } = printed as unknown as { files: string[] };
    project = join(dir, 'out', files[0]!.split('/')[0]!);
    await copyFile(join(dir, 'people.csv'), join(project, 'people.csv'));
  });

  it('says how far the JavaScript is from the engine on the test rows, which is not at all', async () => {
    const compared = { ...same, rows: 30 };
    expect(printed.verified).toEqual([compared]);
    expect(printed.lacks).toEqual({});
    const text = await readFile(join(project, 'certificate.json'), 'utf8');
    const said = JSON.parse(text) as { compared: object[]; test: { predictions: number[][] } };
    expect(said.compared).toEqual([compared]);
    expect(said.test.predictions).toHaveLength(30);
  });

  it('is what “tabwise verify” says, until the exported model is another', async () => {
    const verify = (...more: readonly string[]): ReturnType<typeof ran> =>
      tabwise(dir, 'verify', 'run', '--data', 'people.csv', ...more);
    const whole = await verify();
    expect([whole.code, JSON.parse(whole.stdout)]).toEqual([
      0,
      { tolerance: 1e-9, ...same, rows: 30 },
    ]);
    const text = await readFile(join(project, 'model.mjs'), 'utf8');
    const answer = 'const answer = model(run.state, x, run);';
    expect(text).toContain(answer);
    await mkdir(join(dir, 'broken'));
    const changed = text.replace(answer, `${answer} answer[0] += 1e-8;`);
    await writeFile(join(dir, 'broken/model.mjs'), changed);
    const moved = await verify('--project', 'broken');
    expect([moved.code, moved.stderr]).toEqual([4, expect.stringContaining('not-comparable')]);
    const said = JSON.parse(moved.stdout) as Compared;
    expect(said).toMatchObject({ row: expect.any(Number) as number, ok: false });
    expect(said.largest_difference).toBeCloseTo(1e-8, 12);
  }, 300_000);

  it.skipIf(python === null)(
    'passes in Python as it is, and fails once a number is another',
    async () => {
      const run = (): ReturnType<typeof ran> =>
        ran(python!, ['tests/test_reproduces.py', '-v'], { cwd: project });
      const whole = await run();
      expect(whole.code, whole.stderr).toBe(0);
      expect(whole.stderr).toMatch(/Ran 2 tests[^]*\nOK\n/);
      const path = join(project, 'certificate.json');
      const said = JSON.parse(await readFile(path, 'utf8')) as {
        metrics: { test: { accuracy: number } };
        test: { predictions: number[][] };
      };
      said.metrics.test.accuracy += 1e-6;
      said.test.predictions[7]![0]! += 1e-6;
      await writeFile(path, JSON.stringify(said));
      const changed = await run();
      expect(changed.code).toBe(1);
      expect(changed.stderr).toContain('FAILED (failures=2)');
    },
  );
});
