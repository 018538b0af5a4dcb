import { driveSync } from '#lib/engine/drive.ts';
import { study } from '#lib/engine/study/study.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { cleanedKey } from '#lib/recipe/hash.ts';
import { diffBlocks, lineDiff, type DiffLine } from '#lib/recipe/lineDiff.ts';
import { pairedWinner } from '#lib/recipe/pairedWinner.ts';
import { ownRecipe, runDifferences, unpaired } from '#lib/recipe/runDifference.ts';
import { parts, type Part } from '#lib/recipe/run.ts';
import type { CompareStudy } from '#lib/recipe/study.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { registry } from '#lib/workers/registry.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { parseArgs, required, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readSavedRun, type SavedRun } from '../savedRun.ts';
import { offerSecond, withOption } from '../second.ts';
import { neededBy } from './run.ts';

export const command: Command = {
  usage:
    'compare RUN_A RUN_B [--run-a NAME] [--run-b NAME] [--data FILE [--with NAME=FILE]] [--json]',
  summary:
    'Says in what two saved runs differ: file, steps, settings, scores, and the Python they are exported as. With the table it also fits both models on the same folds and says whether they can be told apart.',
  options: [
    {
      name: 'run-a',
      value: 'NAME',
      help: 'which run, where RUN_A is a .tabwise file; the newest by default',
    },
    { name: 'run-b', value: 'NAME', help: 'the same for RUN_B' },
    {
      name: 'data',
      value: 'FILE',
      help: 'the table: fits both on 10 folds of the rows that are not for test (corrected resampled t-test, Bayesian test)',
    },
    withOption,
    { name: 'json', help: 'JSON on standard output (always so)' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const a = await readSavedRun(required(parsed, 0, 'RUN_A'), parsed.options.get('run-a'));
    const b = await readSavedRun(required(parsed, 1, 'RUN_B'), parsed.options.get('run-b'));
    const data = parsed.options.get('data');
    const specs = { steps: stepSpecs, models: modelSpecs };
    printJson({
      runs: [a, b].map(told),
      differences: runDifferences(a, b, specs),
      params: paramsOf(a, b),
      metrics: metricsOf(a, b),
      intervals_overlap: overlapping(a, b),
      ...(data === undefined ? {} : { folds: await onFolds(a, b, data, parsed) }),
      code: codeOf(a, b),
    });
  },
};

const told = ({ recipe, result, versions }: SavedRun): Record<string, unknown> => ({
  model: result.model,
  recipe: result.key,
  file: recipe.source.file,
  rows: result.rows,
  seed: recipe.seed,
  versions,
  judged: result.judged,
  seconds: result.seconds,
});

/** Those that are not the same; null where a model has none of the name. */
function paramsOf(a: SavedRun, b: SavedRun): readonly unknown[] {
  const of = ({ result }: SavedRun, name: string): unknown => result.params[name] ?? null;
  const names = new Set([a, b].flatMap(({ result }) => Object.keys(result.params)));
  return [...names]
    .map((name) => ({ name, a: of(a, name), b: of(b, name) }))
    .filter((p) => JSON.stringify(p.a) !== JSON.stringify(p.b));
}

function metricsOf(a: SavedRun, b: SavedRun): Record<Part, readonly unknown[]> {
  const of = (part: Part): readonly unknown[] => {
    const [first, second] = [new Map(a.result.metrics[part]), new Map(b.result.metrics[part])];
    return [...new Set([...first.keys(), ...second.keys()])].map((metric) => {
      const [x, y] = [first.get(metric) ?? null, second.get(metric) ?? null];
      return { metric, a: x, b: y, difference: x === null || y === null ? null : y - x };
    });
  };
  return Object.fromEntries(parts.map((p) => [p, of(p)])) as Record<Part, readonly unknown[]>;
}

/** Of the scores that judge: the runs may then tie. null where one has no interval, or another metric. */
function overlapping({ result: { judged: x } }: SavedRun, { result: { judged: y } }: SavedRun) {
  if (x.metric !== y.metric || x.part !== y.part) return null;
  if (x.low === null || x.high === null || y.low === null || y.high === null) return null;
  return x.low <= y.high && y.low <= x.high;
}

const cleaning: ReadonlySet<string> = new Set(
  Object.values(stepSpecs)
    .filter((s) => s.kind === 'cleaning')
    .map((s) => s.id),
);

async function onFolds(a: SavedRun, b: SavedRun, path: string, parsed: Parsed): Promise<unknown> {
  const why = unpaired(a.recipe, b.recipe, (r) => cleanedKey(r, cleaning));
  if (why !== null)
    throw usage(`The runs cannot be fitted on the same folds: ${why}`, 'Leave --data out.');
  const log = toStderr('compare');
  const { sql, source } = await openForRecipe(path, a.recipe, log, neededBy(a.recipe));
  try {
    offerSecond(sql, a.recipe, parsed);
    const recipes = [a, b].map((run) => ({ ...ownRecipe(run), source: withRoles(run, source) }));
    const [first, second] = recipes as [SavedRun['recipe'], SavedRun['recipe']];
    const loaded = await loadCleaned(sql, first, log);
    const found = driveSync(
      study(loaded, first, first.models[0]!.key, {
        ask: {
          ...{ kind: 'compare', nSplits: 10, nRepeats: 1, recipes: [first, second] },
          models: [first.models[0]!, { ...second.models[0]!, key: 'second' }],
        },
        computes: { steps: stepComputes, models: modelComputes },
        scoring,
      }),
    ) as CompareStudy;
    const winner = pairedWinner(found);
    return {
      ...found,
      tie: winner === null,
      better_run: winner && { first: 'a', second: 'b' }[winner],
    };
  } finally {
    await sql.close();
  }
}

/** The columns of the file at hand in the roles that the run gave them. */
function withRoles({ recipe }: SavedRun, source: SavedRun['recipe']['source']) {
  const known = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
  return {
    ...source,
    columns: source.columns.map((c) => ({ ...c, role: known.get(c.name) ?? c.role })),
  };
}

function codeOf(a: SavedRun, b: SavedRun): Record<string, unknown> {
  const of = ({ recipe, result }: SavedRun): string =>
    script(recipe, registry, { modelKey: result.modelKey }).code;
  const lines = lineDiff(of(a), of(b));
  const marks: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' };
  return {
    removed: lines.filter((l) => l.kind === 'removed').length,
    added: lines.filter((l) => l.kind === 'added').length,
    diff: diffBlocks(lines).flatMap((block) =>
      typeof block === 'number'
        ? [`@@ ${block} lines alike @@`]
        : block.map((l) => `${marks[l.kind]}${l.text}`),
    ),
  };
}
