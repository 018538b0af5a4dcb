import { isClassification, isNumeric } from './profile.ts';
import type { ColumnProfile, Finding, Severity, TableProfile, Task } from './profile.ts';

/** What a person should know about the table before learning from it, worst first. */
export function findings(
  profile: TableProfile,
  target: string | null,
  task: Task | null,
): readonly Finding[] {
  const found = [
    ...tableRules.flatMap((rule) => rule(profile)),
    ...profile.columns.flatMap((column) => {
      const about = { column, rows: profile.rows, isTarget: column.name === target, task };
      return columnRules.flatMap((rule) => rule(about));
    }),
  ];
  return found.sort((a, b) => order[a.severity] - order[b.severity] || b.points - a.points);
}

/** 100 less the points of all findings, at least 0. */
export const qualityScore = (all: readonly Finding[]): number =>
  Math.max(0, Math.round(100 - all.reduce((sum, f) => sum + f.points, 0)));

const order: Record<Severity, number> = { high: 0, medium: 1, ask: 2, low: 3 };

interface About {
  readonly column: ColumnProfile;
  readonly rows: number;
  readonly isTarget: boolean;
  readonly task: Task | null;
}

const tableRules: readonly ((profile: TableProfile) => Finding[])[] = [
  function fewRows({ rows }) {
    if (rows >= 50) return [];
    const severity = rows < 10 ? 'high' : 'medium';
    return [
      {
        id: 'few-rows',
        severity,
        title: `The table has ${counted(rows, 'row')}`,
        detail: 'Scores from fewer than 50 rows say little about new data.',
        columns: [],
        points: rows < 10 ? 20 : 8,
      },
    ];
  },
  function duplicates({ rows, duplicateRows, columns }) {
    if (duplicateRows === 0) return [];
    const withId = columns.some((c) => c.role === 'id');
    return [
      {
        id: 'duplicate-rows',
        severity: 'ask',
        title: `${counted(duplicateRows, 'row')} ${duplicateRows === 1 ? 'equals' : 'equal'} an earlier one`,
        detail: `${percent(duplicateRows, rows)} of ${counted(rows, 'row')}. ${withId ? 'Even the id is the same, so they are copies.' : 'Without an id they may be different things that look alike.'}`,
        columns: [],
        points: Math.min(5, 1 + (20 * duplicateRows) / rows),
      },
    ];
  },
];

const columnRules: readonly ((about: About) => Finding[])[] = [
  function missing({ column, rows, isTarget }) {
    const { name, missing } = column;
    if (missing === 0 || column.distinct === 0) return [];
    const share = missing / rows;
    const severity = share > 0.5 || isTarget ? 'high' : share > 0.05 ? 'medium' : 'low';
    const next = isTarget ? ' Rows without a target cannot be learned from.' : '';
    return [
      finding(
        column,
        ['missing', severity, Math.min(8, 1 + 8 * share)],
        `${name} is ${percent(missing, rows)} missing`,
        `${counted(missing, 'cell')} of ${rows.toLocaleString('en-US')}.${next}`,
      ),
    ];
  },
  function constant({ column, isTarget }) {
    if (column.distinct > 1) return [];
    if (column.distinct === 0)
      return [
        finding(
          column,
          ['empty', isTarget ? 'high' : 'medium', isTarget ? 40 : 3],
          `${column.name} is empty`,
          'No cell holds a value.',
        ),
      ];
    const value = column.top[0]!;
    return [
      finding(
        column,
        ['constant', isTarget ? 'high' : 'medium', isTarget ? 40 : 3],
        `${column.name} is constant`,
        `Every value is “${shortened(value.value)}”: nothing can be learned from it.`,
      ),
    ];
  },
  function identifier({ column, isTarget }) {
    if (column.role !== 'id' || isTarget) return [];
    return [
      finding(
        column,
        ['id', 'low', 0],
        `${column.name} names the row`,
        `${counted(column.distinct, 'value')}, none twice. It is kept as an id, away from the model.`,
      ),
    ];
  },
  function nearlyUnique({ column, rows, isTarget }) {
    const present = rows - column.missing;
    if (
      column.type !== 'text' ||
      column.role === 'id' ||
      isTarget ||
      present === 0 ||
      column.distinct === 1
    )
      return [];
    return [
      finding(
        column,
        ['unique-text', 'medium', 3],
        `${column.name} is text that hardly repeats`,
        `${column.distinct.toLocaleString('en-US')} different texts in ${present.toLocaleString('en-US')} values: as categories they would be learned by heart.`,
      ),
    ];
  },
  function manyLevels({ column, isTarget }) {
    if (column.type !== 'category' || column.distinct <= 50) return [];
    return [
      finding(
        column,
        ['many-levels', 'medium', 2],
        `${column.name} has ${column.distinct.toLocaleString('en-US')} categories`,
        isTarget
          ? 'A class needs several rows to be learned.'
          : 'One column each would be too many; group the rare ones, or leave it out.',
      ),
    ];
  },
  function misfits({ column, rows }) {
    if (column.misfits === 0) return [];
    const samples = column.misfitSamples.map((t) => `“${shortened(t)}”`).join(', ');
    return [
      finding(
        column,
        ['misfits', 'high', Math.min(8, 2 + (20 * column.misfits) / rows)],
        `${column.name} has ${counted(column.misfits, 'cell')} that ${column.misfits === 1 ? 'is' : 'are'} no number`,
        `${samples}: ${percent(column.misfits, rows)} of the rows, taken as missing.`,
      ),
    ];
  },
  function almostNumbers({ column }) {
    if (isNumeric(column.type) || column.numberShare < 0.8 || column.numberShare === 1) return [];
    const odd = column.top.map((t) => t.value).filter((t) => !/\d/.test(t))[0];
    return [
      finding(
        column,
        ['almost-numbers', 'medium', 3],
        `${column.name} is text, but ${percentOf(column.numberShare)} of its values are numbers`,
        odd === undefined
          ? 'Some texts stop it from being a number.'
          : `Texts such as “${shortened(odd)}” stop it from being a number.`,
      ),
    ];
  },
  function skew({ column, isTarget, task }) {
    const skewness = column.number?.skew ?? 0;
    if (column.role === 'id' || !(Math.abs(skewness) > 2) || column.distinct <= 10) return [];
    if (isTarget && task !== 'regression') return [];
    return [
      finding(
        column,
        ['skewed', 'low', 1],
        `${column.name} has a long ${skewness > 0 ? 'right' : 'left'} tail`,
        `Skew ${skewness.toFixed(1)}; half of the values are ${skewness > 0 ? 'below' : 'above'} ${number(column.number!.quantiles.p50)}, the ${skewness > 0 ? 'largest' : 'smallest'} is ${number(skewness > 0 ? column.number!.max : column.number!.min)}.`,
      ),
    ];
  },
  function imbalance({ column, rows, isTarget, task }) {
    if (
      !isTarget ||
      !task ||
      !isClassification(task) ||
      column.distinct < 2 ||
      column.distinct > column.top.length
    )
      return [];
    const rarest = column.top.at(-1)!;
    const share = rarest.count / (rows - column.missing);
    if (rarest.count < 10)
      return [
        finding(
          column,
          ['rare-class', 'high', 8],
          `Class “${shortened(rarest.value)}” of ${column.name} has ${counted(rarest.count, 'row')}`,
          'Fewer than 10 rows can hardly be split into training and test.',
        ),
      ];
    if (share >= 0.5 / column.distinct || share >= 0.2) return [];
    return [
      finding(
        column,
        ['imbalance', share < 0.02 ? 'high' : 'medium', share < 0.02 ? 6 : 3],
        `Class “${shortened(rarest.value)}” of ${column.name} is rare`,
        `${percentOf(share)} of the rows, ${rarest.count.toLocaleString('en-US')} of ${(rows - column.missing).toLocaleString('en-US')}: accuracy alone would flatter.`,
      ),
    ];
  },
];

const finding = (
  column: ColumnProfile,
  [rule, severity, points]: readonly [rule: string, severity: Severity, points: number],
  title: string,
  detail: string,
): Finding => ({
  id: `${rule}:${column.name}`,
  severity,
  title,
  detail,
  columns: [column.name],
  points,
});

const counted = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

const percent = (part: number, whole: number): string => percentOf(part / whole);

/** One decimal; small shares are never "0.0 %". */
const percentOf = (share: number): string =>
  share > 0 && share < 0.001 ? 'less than 0.1 %' : `${(100 * share).toFixed(1)} %`;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const number = (x: number): string =>
  Number.isInteger(x) ? x.toLocaleString('en-US') : x.toPrecision(4);
