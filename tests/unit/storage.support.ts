import { commit, emptyHistory, type Timeline } from '#lib/recipe/history.ts';
import type { LogEntry } from '#lib/recipe/log.ts';
import { register } from '#lib/recipe/registry.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Bundle } from '#lib/storage/bundle.ts';
import type { StoredProject, StoredRun, StoredTask } from '#lib/storage/schema.ts';
import { loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model } from './recipe.support.ts';

const recipe = peopleRecipe('survived', { models: [model('decisionTree')] });
const outcome = train(loaded(people(60)), recipe);
export const fitted: FittedRun = outcome.fitted;

export function timeline(): Timeline {
  const start: Timeline = { recipe: peopleRecipe(), history: emptyHistory };
  const one = commit(start, { kind: 'removeStep', key: 'scale' }, 'Remove “Scale”', 't1');
  return commit(one, { kind: 'setSeed', seed: 7 }, 'Set the seed to 7', 't2');
}

export const project = (id: string, revision: number, name = 'made'): StoredProject => {
  const { recipe, history } = timeline();
  const at = `2026-01-0${(revision % 9) + 1}T00:00:00.000Z`;
  return {
    id,
    createdAt: at,
    updatedAt: at,
    revision,
    recipe: { ...recipe, name },
    history,
    rows: 60,
  };
};

export const run = (projectId: string, taskId: string): StoredRun => ({
  projectId,
  taskId,
  finishedAt: '2026-01-01T00:00:00.000Z',
  result: outcome.result,
});

export const task = (
  projectId: string,
  id: string,
  state: StoredTask['state'] = 'completed',
): StoredTask => ({
  id,
  projectId,
  kind: 'train',
  title: 'Decision tree',
  state,
  createdAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  recipeHash: 'abc',
});

export const logEntry = (message: string): LogEntry => ({
  task_id: 't',
  timestamp: '2026-01-01T00:00:00.000Z',
  level: 'INFO',
  source: 'x',
  message,
  meta: {},
});

export const bundle = (): Bundle => ({
  ...timeline(),
  rows: 60,
  runs: [
    run('p', 'task-1'),
    {
      ...run('p', 'task-2'),
      record: {
        recipe,
        versions: {
          tabwise: '0.1.0',
          runtime: 'Node',
          recipe: 3,
          parts: [['decisionTree', '1.1']],
        },
        seal: { fitted: 'abc', answers: null },
      },
      said: { name: 'the second', tags: ['a', 'b'], notes: 'as text', star: true },
    },
  ],
  registry: [register(undefined, 'churn', 'task-2', { at: '2026-01-01', note: 'first' })],
  searches: [
    {
      ...{ projectId: 'p', id: 'tune-1', job: 'tune-1', modelKey: recipe.models[0]!.key, recipe },
      ask: {
        ...{ method: 'tpe', budget: { trials: 1 }, seed: 1, nSplits: 3, start: [], fixed: {} },
        space: [{ name: 'maxDepth', kind: 'number', min: 1, max: 9, whole: true, log: false }],
      },
      judged: null,
      trials: [
        {
          ...{ number: 0, origin: 'search', params: { maxDepth: 3 }, share: 1, score: 0.5 },
          ...{ spread: 0, values: [0.5], seconds: 1, seed: 1 },
        },
      ],
      ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, stopped: false, worked: 1 },
    },
  ],
  models: [
    { taskId: 'task-1', fitted },
    { taskId: 'task-2', fitted },
  ],
  data: new TextEncoder().encode('a,b\n1,2\n'.repeat(300)),
});
