import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import { splitBy, splitEdit } from '#lib/recipe/splitting.ts';
import type { StructureFinding } from '#lib/recipe/structure.ts';
import { timeOrder } from './holdOut.ts';
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
  const step = activeSteps(recipe).find((s) => s.step === 'pastRows');
  const name = step?.params['time'];
  if (!step || typeof name !== 'string' || !table.columns.has(name)) return [];
  const sides = new Int8Array(table.rows);
  for (const row of train) sides[row] = 1;
  for (const row of held) sides[row] = -1;
  const share = afterHeld(timeOrder(name, table, everyRow(table)), sides) / train.length;
  if (share < tiedShare) return [];
  const said = `${(100 * share).toFixed(1)} %`;
  return [
    {
      id: `structure:past:${step.key}`,
      kind: 'time',
      columns: [...step.columns],
      title: `Training rows read rows that judge, as past values of ${step.columns.join(', ')}`,
      words: `${said} of the training rows come right after a row that judges and hold its values as their past: only a split in order of ${name} keeps what is judged out of what is learned.`,
      share,
      fix: {
        label: `Split in order of ${name}`,
        edit: splitEdit(recipe, splitBy(recipe.split, name, 'time'), learned),
      },
    },
  ];
}

const everyRow = ({ rows }: Table): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** How many training rows (1) come right after one that judges (−1). */
function afterHeld(order: Int32Array, sides: Int8Array): number {
  let after = 0;
  for (let k = 1; k < order.length; k += 1)
    if (sides[order[k]!] === 1 && sides[order[k - 1]!] === -1) after += 1;
  return after;
}
