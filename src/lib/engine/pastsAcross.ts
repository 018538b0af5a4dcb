import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import { splitBy, splitEdit } from '#lib/recipe/splitting.ts';
import type { StructureFinding } from '#lib/recipe/structure.ts';
import { timeOrder } from './holdOut.ts';
import { codesOf } from './sharedGroups.ts';
import type { Table } from './table.ts';

interface Parted {
  readonly recipe: Recipe;
  /** Ids of the steps that see features only. */
  readonly learned: ReadonlySet<string>;
  readonly table: Table;
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/** From this share of the training rows on it is told. */
const tiedShare = 0.01;

/** Lags and windows of a split that is not in order of time: training rows whose past are rows that judge. */
export function pastsAcross({ recipe, learned, table, train, held }: Parted): StructureFinding[] {
  if (recipe.split.method === 'time' || recipe.split.method === 'column') return [];
  const sides = new Int8Array(table.rows);
  for (const row of train) sides[row] = learns;
  for (const row of held) sides[row] = judges;
  for (const step of activeSteps(recipe).filter((s) => s.step === 'pastRows')) {
    const past = { ...usual, ...step.params } as Past;
    if (![past.time, past.group].every((name) => name === '' || table.columns.has(name))) continue;
    if (past.time === '') continue;
    const share = readsHeld(table, past, sides) / train.length;
    if (share < tiedShare) continue;
    const said = `${(100 * share).toFixed(1)} %`;
    return [
      {
        id: `structure:past:${step.key}`,
        kind: 'time',
        columns: [...step.columns],
        title: `Training rows read rows that judge, as past values of ${step.columns.join(', ')}`,
        words: `${said} of the training rows come after a row that judges and hold its values as their past: only a split in order of ${past.time} keeps what is judged out of what is learned.`,
        share,
        fix: {
          label: `Split in order of ${past.time}`,
          edit: splitEdit(recipe, splitBy(recipe.split, past.time, 'time'), learned),
        },
      },
    ];
  }
  return [];
}

/** The step's parameters and its defaults, which are not written out in every recipe. */
interface Past {
  readonly figure: string;
  readonly rows: readonly number[];
  readonly time: string;
  readonly group: string;
}
const usual: Past = { figure: 'lag', rows: [1], time: '', group: '' };

const learns = 1;
const judges = -1;

/** How many training rows have a row that judges in their past: that of their own group, where there are groups. */
function readsHeld(table: Table, past: Past, sides: Int8Array): number {
  const order = timeOrder(
    past.time,
    table,
    Int32Array.from({ length: table.rows }, (_, i) => i),
  );
  const groups = past.group === '' ? null : codesOf(table.columns.get(past.group)!, order);
  const seen = new Map<number, { readonly sides: number[]; lastJudged: number }>();
  let n = 0;
  for (const [k, row] of order.entries()) {
    const group = groups?.[k] ?? 0;
    const own = seen.get(group) ?? { sides: [], lastJudged: -Infinity };
    seen.set(group, own);
    if (sides[row] === learns && isHeldIn(own, past)) n += 1;
    if (sides[row] === judges) own.lastJudged = own.sides.length;
    own.sides.push(sides[row]!);
  }
  return n;
}

/** Whether the next row of a group reads one that judges. */
function isHeldIn(
  { sides, lastJudged }: { readonly sides: readonly number[]; readonly lastJudged: number },
  { figure, rows }: Past,
): boolean {
  const k = sides.length;
  if (figure === 'lag') return rows.some((n) => sides[k - n] === judges);
  if (figure !== 'change') return k - lastJudged <= Math.max(...rows);
  return rows.some(
    (n) => k - 1 - n >= 0 && (sides[k - 1] === judges || sides[k - 1 - n] === judges),
  );
}
