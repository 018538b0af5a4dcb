import { bestOf, type Trial } from '#lib/recipe/tuning.ts';
import { hexId, metaOf, named, runStatus, valued } from './mlflowForm.ts';
import type { StoredSearch } from './schema.ts';

interface Place {
  readonly experiment: string;
  readonly home: string;
}

/** One run of MLflow's as plain facts. */
interface PlainRun {
  readonly id: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly status: number;
  readonly params: readonly (readonly [string, unknown])[];
  /** Lines of value and step. */
  readonly metrics: readonly (readonly [string, readonly number[]])[];
  readonly tags: readonly (readonly [string, string])[];
}

const modelIn = ({ recipe, modelKey }: StoredSearch): string =>
  recipe.models.find((m) => m.key === modelKey)?.model ?? modelKey;

/** A search as a run, and each of its trials as a run inside it (`mlflow.parentRunId`): settings, seed, score, folds, time. */
export function searchFiles(search: StoredSearch, place: Place): [string, string][] {
  const { ask, judged, trials, startedAt, endedAt, stopped } = search;
  const model = modelIn(search);
  const parent = hexId(search.id);
  const start = Date.parse(startedAt);
  const end = endedAt === null ? start + Math.round(1000 * search.worked) : Date.parse(endedAt);
  const best = judged && bestOf(trials, judged.better);
  const metric = judged?.metric ?? 'score';
  const whole: PlainRun = {
    ...{ id: parent, name: `Search of ${model}`, start, end },
    // It was stopped, or the page went away.
    status: endedAt === null || stopped ? runStatus.killed : runStatus.finished,
    params: [
      ['model', model],
      ['method', ask.method],
      ...Object.entries(ask.budget).map(([name, of]) => [`budget.${name}`, of] as const),
      ['seed', ask.seed],
      ['folds', judged?.how ?? ask.nSplits],
      ...ask.space.map((range) => [`space.${range.name}`, range] as const),
    ],
    metrics: best ? [[`cv_${metric}`, [best.score!]]] : [],
    tags: [['tabwise.search', search.id]],
  };
  const each = trials.map((trial) => trialRun(trial, { search: search.id, parent, start, metric }));
  return [whole, ...each].flatMap((run) => plainFiles(run, place));
}

function plainFiles(run: PlainRun, { experiment, home }: Place): [string, string][] {
  const folder = `${home}/${run.id}`;
  const meta = metaOf(run, experiment, `${folder}/artifacts`);
  const tags = [...usualTags, ['mlflow.runName', run.name] as const, ...run.tags];
  return [
    [`${folder}/meta.yaml`, meta],
    ...run.params.flatMap(([name, value]): [string, string][] => {
      const text = valued(value ?? 'null').replace(/\s*\n\s*/g, ' ');
      return text === '' ? [] : [[`${folder}/params/${named(name)}`, text]];
    }),
    ...run.metrics.map(([name, values]): [string, string] => [
      `${folder}/metrics/${named(name)}`,
      values.map((value, step) => `${run.end} ${value} ${step}\n`).join(''),
    ]),
    ...tags.map(([name, value]): [string, string] => [`${folder}/tags/${named(name)}`, value]),
  ];
}

const usualTags: readonly (readonly [string, string])[] = [
  ['mlflow.user', 'tabwise'],
  ['mlflow.source.name', 'tabwise'],
  ['mlflow.source.type', 'LOCAL'],
];

interface TrialPlace {
  readonly search: string;
  readonly parent: string;
  readonly start: number;
  readonly metric: string;
}

const trialRun = (trial: Trial, { search, parent, start, metric }: TrialPlace): PlainRun => ({
  ...{ id: hexId(`${search} ${trial.number}`), name: `Trial ${trial.number}` },
  ...{ start, end: start + Math.round(1000 * trial.seconds) },
  status: trial.score === null ? runStatus.failed : runStatus.finished,
  params: [
    ...Object.entries(trial.params),
    ['origin', trial.origin],
    ['share', trial.share],
    ['seed', trial.seed],
  ],
  metrics: [
    ...(trial.score === null ? [] : [[`cv_${metric}`, [trial.score]] as const]),
    ...(trial.score === null ? [] : [['cv_spread', [trial.spread]] as const]),
    ...(trial.values.length > 0 ? [['cv_fold', trial.values] as const] : []),
    ['seconds', [trial.seconds]],
  ],
  tags: [
    ['mlflow.parentRunId', parent],
    ['tabwise.trial', String(trial.number)],
    ...(trial.failed === undefined ? [] : [['tabwise.failed', trial.failed] as const]),
  ],
});
