import { amount, plain } from '#lib/features/charts/words.ts';
import type { Conflict, Fairness, Gap, Measure, MeasureId } from '#lib/recipe/fairness.ts';
import { cellsText, disparityWords, measureWords } from '#lib/recipe/fairnessWords.ts';
import type { MitigateStudy } from '#lib/recipe/study.ts';
import { percent } from '#lib/ui/format.ts';

/** Measures in the unit of the target; the others are shares, but for areas and R². */
const inUnits = new Set<MeasureId>(['bias', 'mae', 'rmse']);
const bare = new Set<MeasureId>(['auc', 'r2']);

/** A measure as the page shows it. */
export function measureText(id: MeasureId, x: number): string {
  if (inUnits.has(id)) return amount(x);
  return bare.has(id) ? plain(x, 3) : percent(x);
}

export const intervalWords = (id: MeasureId, { low, high }: Measure): string =>
  low === null || high === null
    ? 'no interval'
    : `${measureText(id, low)} to ${measureText(id, high)}`;

/** A difference of shares is in points of percent. */
export function differenceText(id: MeasureId, x: number): string {
  return inUnits.has(id) || bare.has(id) ? measureText(id, x) : `${plain(100 * x, 1)} points`;
}

/** Both ends of a difference's interval, the unit once. */
export const spanText = (id: MeasureId, low: number, high: number): string =>
  `${differenceText(id, low).replace(' points', '')} to ${differenceText(id, high)}`;

export const ratioText = (x: number | null): string => (x === null ? 'none' : plain(x, 2));

export const groupText = ({ groups }: Fairness, group: number): string =>
  cellsText(groups[group]!.cells);

/** Whether the rows show that two groups differ at all. */
export const isSure = ({ difference }: Gap): boolean => (difference.low ?? 0) > 0;

export const wayWords: Readonly<Record<MitigateStudy['ways'][number]['id'], string>> = {
  asIs: 'As it is, at 0.5',
  reweighed: 'Training rows reweighed, at 0.5',
  thresholds: 'A threshold for each group',
};

/** The widest gap that the rows show, in one sentence. */
export function headline(found: Fairness): string {
  const gaps = found.disparities.flatMap(({ id, gap }) => (gap ? [{ id, gap }] : []));
  if (gaps.length === 0)
    return 'There are not two groups with rows enough to compare: choose other columns, or another part.';
  const sure = gaps.filter(({ gap }) => isSure(gap));
  if (sure.length === 0)
    return 'No difference between groups is larger than chance on so few rows would make it. That is no proof that there is none.';
  return sure
    .slice(0, 2)
    .map(({ id, gap }) => {
      const { title } = disparityWords[id];
      const at = (group: number): string =>
        `${measureText(gap.measure, found.groups[group]!.measures[gap.measure]!.value)} for \`${groupText(found, group)}\``;
      return `${title}: ${measureWords[gap.measure].title.toLowerCase()} ${at(gap.highest)}, ${at(gap.lowest)}.`;
    })
    .join(' ');
}

/**
 * Why the definitions are at odds, with this table's own numbers (Chouldechova 2017; Kleinberg, Mullainathan and Raghavan 2016).
 */
export function conflictWords(found: Fairness, conflict: Conflict): readonly string[] {
  const { baseRates, forcedFpr, forcedSelection, precision, tpr, fpr } = conflict;
  const [low, high] = [
    `\`${groupText(found, conflict.lowest)}\``,
    `\`${groupText(found, conflict.highest)}\``,
  ];
  const rates = `${percent(baseRates[0])} of ${low} and ${percent(baseRates[1])} of ${high}`;
  if (!conflict.sure)
    return [
      `Here ${rates} are “${found.label}”, a difference that may be chance. Where base rates are the same, all definitions can hold together.`,
    ];
  const impossible = (x: number): string => (x > 1 ? `${percent(x)}, which cannot be` : percent(x));
  return [
    `Base rates differ: ${rates} are “${found.label}”. Then no model with errors can meet all definitions at once; which one matters is for people to decide, not for the model.`,
    `If a call meant the same in both (precision ${percent(precision)}) and both were found as often (${percent(tpr)}), false positives would have to be ${impossible(forcedFpr[0])} for ${low} and ${impossible(forcedFpr[1])} for ${high}.`,
    `If both errors were as frequent in both (true positives ${percent(tpr)}, false positives ${percent(fpr)}), the model would select ${percent(forcedSelection[0])} of ${low} and ${percent(forcedSelection[1])} of ${high}, which is no demographic parity.`,
  ];
}
