import { cutWords } from '#lib/recipe/cutWords.ts';
import { cutOf, decides } from '#lib/recipe/decision.ts';
import { parts, type Part, type RunResult } from '#lib/recipe/run.ts';
import type { Block } from './blocks.ts';
import type { CardFacts } from './card.ts';
import { amount, between, percent, score } from './numbers.ts';

const partTitle: Readonly<Record<Part, string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
};

/** Scores on each part beside the baseline, how sure they are, and what else was checked. */
export const scoreBlocks = (facts: CardFacts): readonly Block[] => [
  { kind: 'heading', text: 'Scores' },
  ...(facts.result.unsupervised ? [] : intervals(facts)),
  ...scoreTable(facts),
  ...threshold(facts),
  ...calibration(facts),
  ...conformal(facts.result),
  ...segments(facts.result),
];

const withRows = ({ rows }: RunResult): readonly Part[] => parts.filter((p) => rows[p] > 0);

function intervals({ result, metricTitle }: CardFacts): readonly Block[] {
  const { metric } = result.judged;
  const baseline = (part: Part): number | null | undefined =>
    result.baseline[part].find(([id]) => id === metric)?.[1];
  return [
    {
      kind: 'table',
      title: `${metricTitle(metric)}, with 95 % intervals; judged on ${result.judged.part} rows`,
      head: ['Part', 'Rows', 'Score', '95 % interval', 'Baseline'],
      rows: withRows(result).map((part) => {
        const own = result.intervals.find((i) => i.part === part && i.metric === metric);
        const value = result.metrics[part].find(([id]) => id === metric)?.[1];
        return [
          partTitle[part],
          String(result.rows[part]),
          score(value),
          between(own?.low ?? null, own?.high ?? null),
          score(baseline(part)),
        ];
      }),
    },
  ];
}

function scoreTable({ result, metricTitle }: CardFacts): readonly Block[] {
  const shown = withRows(result);
  const ids = [...new Set(shown.flatMap((p) => result.metrics[p].map(([id]) => id)))];
  const judged = result.judged.part;
  const at = (of: RunResult['metrics'], part: Part, id: string): string =>
    score(of[part].find(([other]) => other === id)?.[1]);
  const compared = !result.unsupervised;
  return [
    {
      kind: 'table',
      title: 'All scores',
      head: [
        'Metric',
        ...shown.map((p) => partTitle[p]),
        ...(compared ? [`Baseline, ${judged}`] : []),
      ],
      rows: ids.map((id) => [
        metricTitle(id),
        ...shown.map((p) => at(result.metrics, p, id)),
        ...(compared ? [at(result.baseline, judged, id)] : []),
      ]),
    },
  ];
}

function threshold({ result, decision }: CardFacts): readonly Block[] {
  if (result.classes?.length !== 2) return [];
  if (result.decisions)
    return [
      {
        kind: 'paragraph',
        text: `A row is called “${result.classes[1]}” where its decision value is above 0; there are no probabilities.`,
      },
    ];
  const text = decides(decision)
    ? `${cutWords(cutOf(decision), result.classes[1]!)} The scores of labels above are ${decision.scores ? 'at this threshold; those of the baseline are its own' : 'at 0.5'}.`
    : `A row is called “${result.classes[1]}” above a probability of 0.5; ${decision ? `a person noted the threshold ${decision.threshold}, which decides nothing until it is kept again` : 'no other threshold was kept'}.`;
  return [{ kind: 'paragraph', text }];
}

function calibration({ result }: CardFacts): readonly Block[] {
  const found = result.charts[result.judged.part].diagnosis?.calibration ?? [];
  if (found.length === 0) return [];
  return [
    {
      kind: 'table',
      title: `Calibration on ${result.judged.part} rows`,
      head: ['Class', 'Brier score', 'Mean gap of probability and truth (ECE)'],
      rows: found.map(({ label, brier, ece }) => [label, amount(brier), amount(ece)]),
    },
  ];
}

function conformal({ conformal: found }: RunResult): readonly Block[] {
  const known = (found?.levels ?? []).filter((l) => l.coverage !== null);
  if (known.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Split-conformal intervals and sets: promised and counted coverage of test rows',
      head: ['Promised', 'Counted', '95 % interval'],
      rows: known.map(({ level, coverage, low, high }) => [
        percent(level),
        percent(coverage!),
        between(low, high),
      ]),
    },
  ];
}

function segments({ charts, judged }: RunResult): readonly Block[] {
  const found = charts[judged.part].diagnosis?.slices;
  if (!found || found.worst.length === 0) return [];
  const nameOf = ({ column, level, range }: (typeof found.worst)[number]): string =>
    `${column}: ${level ?? (range ? `${amount(range[0])} to ${amount(range[1])}` : 'missing')}`;
  return [
    {
      kind: 'table',
      title: `Where it errs most on ${judged.part} rows (all: ${amount(found.error)}, ${found.measure})`,
      head: ['Segment', 'Rows', 'Error', '95 % interval', 'By chance'],
      rows: found.worst
        .slice(0, 5)
        .map((s) => [
          nameOf(s),
          String(s.rows),
          amount(s.error),
          between(s.low, s.high),
          amount(s.p),
        ]),
    },
  ];
}
