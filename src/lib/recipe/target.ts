import { grouped } from './digits.ts';
import { isNumeric } from './profile.ts';
import type { ColumnProfile, TableProfile, Task } from './profile.ts';

/** A column that may be what is to be predicted. */
export interface TargetProposal {
  readonly column: string;
  readonly task: Task;
  /** 0 to 1. */
  readonly confidence: number;
  /** "“Survived” is a usual name for an outcome; it has 2 values, the rarer in 38.4 % of rows". */
  readonly reason: string;
}

/** The kind of learning a target asks for, and why; null when it has fewer than 2 values. */
export function taskOf(
  column: ColumnProfile,
): { readonly task: Task; readonly reason: string } | null {
  const { type, distinct } = column;
  if (distinct < 2) return null;
  if (distinct === 2) return { task: 'binary', reason: 'it has 2 values' };
  if (!isNumeric(type)) return { task: 'multiclass', reason: `it has ${distinct} categories` };
  if (type === 'integer' && distinct <= 15 && spreadOut(column)) {
    return { task: 'multiclass', reason: `it has ${distinct} whole numbers as values` };
  }
  return {
    task: 'regression',
    reason: `it is numeric with ${grouped(distinct)} values`,
  };
}

/** Each whole number stands for many rows: codes of classes, not counts of something. */
const spreadOut = (column: ColumnProfile): boolean =>
  column.top.reduce((sum, t) => sum + t.count, 0) >= 5 * column.distinct;

/** All columns that could be a target, best first; ids, free text, dates and constants never. */
export function proposeTargets(profile: TableProfile): readonly TargetProposal[] {
  const last = profile.columns.length - 1;
  return profile.columns
    .map((column, j) => proposal(column, { rows: profile.rows, last: j === last, first: j === 0 }))
    .filter((p) => p !== null)
    .sort((a, b) => b.confidence - a.confidence);
}

interface Place {
  readonly rows: number;
  readonly first: boolean;
  readonly last: boolean;
}

function proposal(column: ColumnProfile, place: Place): TargetProposal | null {
  const found = taskOf(column);
  const { type, role } = column;
  if (!found || role === 'id' || role === 'split' || role === 'ignored') return null;
  if (type === 'text' || type === 'date' || type === 'datetime') return null;
  if (found.task === 'multiclass' && column.distinct > 100) return null;
  const grounds = [
    nameGround(column.name),
    placeGround(place),
    shapeGround(column, found.task),
    missingGround(column, place.rows),
  ];
  const confidence = grounds.reduce((sum, g) => sum + g.points, 0.15);
  const words = grounds.map((g) => g.words).filter((w) => w !== '');
  return {
    column: column.name,
    task: found.task,
    confidence: Math.round(100 * Math.min(0.98, Math.max(0.01, confidence))) / 100,
    reason: sentence([...words, found.reason]),
  };
}

interface Ground {
  readonly points: number;
  readonly words: string;
}

const nothing: Ground = { points: 0, words: '' };

/** Names people give to what they want to know, strongest first. */
const names: readonly (readonly [pattern: RegExp, points: number])[] = [
  [/^(target|label|outcome|y|response|dependent)$/, 0.6],
  [/(^|_)(target|label|outcome)(_|$)/, 0.5],
  [
    /^(survived|survival|churn(ed)?|exited|attrition|default(ed)?|fraud(ulent)?|is_fraud|converted|conversion|diagnosis|disease|purchased?|subscribed|clicked|approved|loan_status|income|salary|species|variety|quality|grade|rating|cnt|mpg|charges)$/,
    0.5,
  ],
  [
    /(^|_)(survived|churn(ed)?|default|fraud|price|value|species|class|diagnosis|sales|revenue|score|rating|progression)$/,
    0.42,
  ],
  [
    /(^|_)(cost|amount|fare|count|demand|result|status|type|category|yield|strength|duration)$/,
    0.12,
  ],
];

function nameGround(name: string): Ground {
  const snake = name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase();
  const found = names.find(([pattern]) => pattern.test(snake));
  return found
    ? { points: found[1], words: found[1] > 0.2 ? 'its name is usual for an outcome' : '' }
    : nothing;
}

function placeGround({ first, last }: Place): Ground {
  if (last) return { points: 0.18, words: 'it is the last column' };
  return first ? { points: 0.04, words: '' } : nothing;
}

function shapeGround(column: ColumnProfile, task: Task): Ground {
  if (task === 'regression') return { points: column.type === 'number' ? 0.03 : 0, words: '' };
  const total = column.top.reduce((sum, t) => sum + t.count, 0);
  const rarest =
    column.distinct <= column.top.length ? column.top.at(-1)!.count / Math.max(1, total) : 0;
  if (column.distinct > 20) return { points: -0.1, words: '' };
  if (rarest < 0.01) return { points: -0.05, words: '' };
  const percent = `${(100 * rarest).toFixed(1)} %`;
  return {
    points: task === 'binary' ? 0.1 : 0.05,
    words: `the rarest of its values has ${percent} of the rows`,
  };
}

function missingGround(column: ColumnProfile, rows: number): Ground {
  const share = rows === 0 ? 0 : column.missing / rows;
  if (share > 0.3) return { points: -0.3, words: '' };
  return share > 0 ? { points: -0.05, words: '' } : nothing;
}

function sentence(words: readonly string[]): string {
  const text =
    words.length > 1 ? `${words.slice(0, -1).join(', ')}, and ${words.at(-1)!}` : words.join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
