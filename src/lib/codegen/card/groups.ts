import type { Fairness, Measure, MeasureId } from '#lib/recipe/fairness.ts';
import { cellsText, disparityWords, measureWords } from '#lib/recipe/fairnessWords.ts';
import type { Block } from './blocks.ts';
import type { CardFacts } from './card.ts';
import { amount, between, score } from './numbers.ts';

/** How groups of rows fare, where somebody looked. */
export function groupBlocks({ fairness, result }: CardFacts): readonly Block[] {
  if (result.unsupervised) return [];
  return [
    { kind: 'heading', text: 'Groups' },
    ...(fairness.length === 0
      ? [
          {
            kind: 'paragraph' as const,
            text: 'No groups of rows were compared: how the model treats one beside another is not known.',
          },
        ]
      : fairness.flatMap(blocksOf)),
    {
      kind: 'asks',
      items: ['Which groups matter here, and which definition of fairness applies? Why?'],
    },
  ];
}

function blocksOf(found: Fairness): readonly Block[] {
  const { columns, groups, all, disparities, label, threshold } = found;
  const ids = Object.keys(all) as MeasureId[];
  const cell = (measure: Measure | null | undefined): string =>
    measure ? `${amount(measure.value)} (${between(measure.low, measure.high)})` : 'not defined';
  const by = columns.join(' × ');
  const where = found.part === 'all' ? 'all' : found.part;
  const called = label === null ? '' : `, “${label}” is positive`;
  const cut =
    threshold === null
      ? ''
      : threshold === 'kept'
        ? ', the kept thresholds'
        : `, threshold ${threshold}`;
  return [
    {
      kind: 'table',
      title: `By ${by}, ${where} rows${called}${cut}; 95 % intervals in brackets`,
      head: ['Group', 'Rows', ...ids.map((id) => measureWords[id].title)],
      rows: [
        ['All rows', String(found.rows), ...ids.map((id) => cell(all[id]))],
        ...groups.map((g) => [
          `${cellsText(g.cells)}${g.small ? ' (few rows)' : ''}`,
          String(g.rows),
          ...ids.map((id) => cell(g.measures[id])),
        ]),
      ],
    },
    {
      kind: 'table',
      title: `How far groups by ${by} are apart; intervals hold for all pairs at once`,
      head: ['Definition', 'Lowest', 'Highest', 'Difference', '95 % interval', 'Ratio'],
      rows: disparities.map(({ id, gap, ratio }) =>
        gap
          ? [
              disparityWords[id].title,
              cellsText(groups[gap.lowest]!.cells),
              cellsText(groups[gap.highest]!.cells),
              amount(gap.difference.value),
              between(gap.difference.low, gap.difference.high),
              score(ratio?.value),
            ]
          : [disparityWords[id].title, 'not defined', '', '', '', ''],
      ),
    },
  ];
}
