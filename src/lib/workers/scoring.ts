import type { Scoring } from '#lib/engine/scoring.ts';
import { primaryInterval, score, scoreAll, whyNotDefined } from '#lib/metrics/scores.ts';
import { metricSpec, primaryMetric, type MetricId } from '#lib/metrics/specs.ts';

/** The metrics registry as the engine takes it. */
export const scoring: Scoring = {
  all: scoreAll,
  primary: (task) => metricSpec(primaryMetric(task)),
  score: (id, input) => score(id as MetricId, input),
  why: (id, input) => whyNotDefined(id as MetricId, input),
  ofLabels: (id) => metricSpec(id as MetricId).needs === 'labels',
  interval: primaryInterval,
};
