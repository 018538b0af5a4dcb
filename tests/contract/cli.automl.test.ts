import { expect, it } from 'vitest';
import { at, file, json, peopleCsv, read, refused } from './cli.support.ts';

interface Line {
  readonly model: string;
  readonly params: Record<string, unknown>;
  readonly steps: string[];
  readonly score: number | null;
  readonly interval: { low: number; high: number } | null;
  readonly seconds: number;
}
interface Told {
  readonly board: Line[];
  readonly best: Line & {
    readonly metrics: { readonly test: Record<string, number> };
    readonly steps: { step: string }[];
  };
  readonly ensemble:
    (Line & { taken: boolean; members: { number: number; weight: number }[] }) | null;
  readonly reproducible: boolean;
  readonly leakage: { readonly left_out: { column: string }[] };
}

const timeless = (lines: readonly Line[]): object[] => lines.map((l) => ({ ...l, seconds: 0 }));

/** With a column that is the answer, and one that says which rows are for test. */
const split = (csv: string): string => {
  const [head, ...lines] = csv.trim().split('\n');
  const columns = head!.split(',');
  const target = columns.indexOf('survived');
  return [`${head},echo,part`]
    .concat(
      lines.map((line, i) => `${line},${line.split(',')[target]!},${i % 4 ? 'train' : 'test'}`),
    )
    .join('\n');
};

it('automl prints the board, the best with its test scores, and the ensemble; leaks are left out, the same again with the same seed', async () => {
  const people = file('auto.csv', split(peopleCsv()));
  const call = (...more: string[]) =>
    json<Told>('automl', people, '--target', 'survived', '--split-column', 'part', ...more);
  const asked = ['--mode', 'quick', '--trials', '8', '--folds', '3'];
  const found = await call(
    ...asked,
    '--save',
    at('auto.json'),
    '--save-recipe',
    at('auto-recipe.json'),
  );
  expect(found.err).toContain("Left out 'echo'");
  expect(found.leakage.left_out.map((l) => l.column)).toContain('echo');
  expect(found.board).toHaveLength(9);
  const scores = found.board.slice(1).map((l) => l.score!);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const { steps, interval, score } of found.board) {
    expect(steps.length).toBeGreaterThan(0);
    expect(interval!.low).toBeLessThan(score!);
  }
  expect(found.ensemble!.members.length).toBeGreaterThan(0);
  expect(found.best.metrics.test['roc_auc']).toBeGreaterThan(0.5);
  expect(found.best.score).toBe(found.board[0]!.score);
  const saved = JSON.parse(read('auto-recipe.json')) as {
    models: { model: string }[];
    split: object;
    source: { columns: { name: string; role: string }[] };
  };
  expect(saved.models.map((m) => m.model)).toEqual([found.best.model]);
  expect(saved.split).toEqual({ method: 'column', column: 'part' });
  expect(
    saved.source.columns.filter((c) => ['echo', 'part'].includes(c.name) && c.role === 'feature'),
  ).toEqual([]);
  const { out } = await json<{ out: string }>(
    'predict',
    at('auto.json'),
    people,
    '--out',
    at('said.csv'),
  );
  expect(out).toBe(at('said.csv'));
  expect(read('said.csv').split('\n')[0]).toContain('probability_');

  const again = await call(...asked);
  expect(timeless(again.board)).toEqual(timeless(found.board));
  expect(again.best.metrics).toEqual(found.best.metrics);

  const timed = await call('--mode', 'interpretable', '--seconds', '1');
  expect([timed.reproducible, timed.ensemble]).toEqual([false, null]);
});

it('automl refuses what it cannot do, before it begins', async () => {
  const people = file('few-auto.csv', peopleCsv());
  const refusing = async (...more: string[]) =>
    (await refused('automl', people, '--target', 'survived', ...more)).error;
  expect(await refusing('--mode', 'best')).toContain('--mode is best');
  expect(await refusing('--trials', '3', '--seconds', '3')).toContain('given together');
  expect(await refusing('--split-column', 'nope')).toContain('no column “nope” to split by');
});
