import { expect, it } from 'vitest';
import { at, file, json, peopleCsv, read, refused } from './cli.support.ts';

interface Line {
  readonly number: number;
  readonly origin: string;
  readonly params: Record<string, unknown>;
  readonly score: number | null;
  readonly spread: number;
  readonly seconds: number;
  readonly seed: number;
}
interface Told {
  readonly board: Line[];
  readonly best: Line;
  readonly how: string;
  readonly reproducible: boolean;
  readonly nested?: {
    readonly how: string;
    readonly score: number;
    readonly values: number[];
    readonly interval: { readonly low: number; readonly high: number };
    readonly inner: { readonly score: number; readonly values: number[] };
    readonly believe: string;
  };
}

const timeless = ({ board }: Told): object[] => board.map((line) => ({ ...line, seconds: 0 }));

it('tune prints the board, best first, the default among it; the same again with the same seed', async () => {
  const people = file('people.csv', peopleCsv());
  const tuning = (...more: string[]) =>
    json<Told>('tune', people, '--target', 'survived', '--model', 'knn', '--folds', '3', ...more);
  const asked = [
    '--trials',
    '12',
    '--space',
    '{"n_neighbors": [1, 30], "weights": ["uniform", "distance"]}',
  ];
  const found = await tuning(...asked, '--save-recipe', at('tuned.json'));
  expect(found).toMatchObject({
    task: 'binary',
    model: 'kNeighbors',
    method: 'tpe',
    reproducible: true,
  });
  expect(found.how).toBe('StratifiedKFold(3)');
  expect(found.board).toHaveLength(13);
  const scores = found.board.map((l) => l.score!);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(found.best).toEqual(found.board[0]);
  expect(found.board.find((l) => l.number === 0)).toMatchObject({
    origin: 'default',
    params: { nNeighbors: 5, weights: 'uniform', metric: 'euclidean' },
    seed: 42,
  });
  for (const { params, spread, seconds } of found.board) {
    expect(params['metric']).toBe('euclidean');
    expect(Math.min(spread, seconds)).toBeGreaterThanOrEqual(0);
  }
  expect(found.err).toContain('| tune.kNeighbors | Trial 0 (default): ');
  const recipe = JSON.parse(read('tuned.json')) as { models: { params: unknown }[] };
  expect(recipe.models[0]!.params).toEqual(found.best.params);
  expect(timeless(await tuning(...asked))).toEqual(timeless(found));
  expect(timeless(await tuning(...asked, '--seed', '7'))).not.toEqual(timeless(found));

  const current = await tuning(
    '--method',
    'random',
    '--trials',
    '2',
    '--params',
    '{"n_neighbors": 9}',
  );
  expect(current.board.map((l) => l.origin).toSorted()).toEqual([
    'current',
    'default',
    'search',
    'search',
  ]);
  expect(
    current.board.filter((l) => l.origin === 'search').map((l) => l.params['nNeighbors']),
  ).toEqual([9, 9]);
  const inner = ['--trials', '3', '--space', '{"n_neighbors": [1, 30]}'];
  const nested = await tuning(...inner, '--nested', '2');
  expect(nested.nested!.how).toBe('StratifiedKFold(2)');
  const { score, values, interval, inner: inside, believe } = nested.nested!;
  expect(values).toHaveLength(2);
  expect(inside.values).toHaveLength(2);
  expect(inside.score).toBeCloseTo((inside.values[0]! + inside.values[1]!) / 2, 12);
  expect(interval.low).toBeLessThan(score);
  expect(believe).toContain(`Believe ${score.toFixed(4)} (95 % from ${interval.low.toFixed(4)}`);
  expect(nested.err).toContain(believe);
  expect(nested.board).toHaveLength(4);
  const timed = await tuning('--seconds', '0');
  expect([timed.reproducible, timed.board.length, timed.best.origin]).toEqual([
    false,
    1,
    'default',
  ]);
});

it('tune refuses what it cannot do, before it begins', async () => {
  const people = file('few.csv', peopleCsv());
  const refusing = async (...more: string[]) =>
    (await refused('tune', people, '--target', 'survived', ...more)).error;
  expect(await refusing('--model', 'knn', '--method', 'best')).toContain('--method is best');
  expect(await refusing('--model', 'knn', '--trials', '3', '--seconds', '3')).toContain(
    'given together',
  );
  expect(await refusing('--model', 'knn', '--space', '{"k": [1, 2]}')).toContain(
    'no parameter “k”',
  );
  expect(await refusing('--model', 'knn', '--space', '[]')).toContain('--space is no object');
  expect(await refusing('--model', 'knn', '--seconds', '3', '--nested', '3')).toContain('--nested');
  expect(await refusing('--model', 'ridge')).toContain('does not do binary');
  expect(await refusing('--model', 'knn', '--method', 'grid', '--trials', '3')).toContain(
    'has 8 points',
  );
});
