import type { Chosen, Cut } from './decision.ts';
import { cellsText } from './fairnessWords.ts';

/** How and on which rows a threshold was chosen, as the rest of a sentence. */
export function chosenWords(chosen: Chosen | null): string {
  if (!chosen) return 'chosen by a person; on which rows was not recorded';
  const { by, on, rows, how } = chosen;
  const folds = `${rows ?? 'the'} training rows, each predicted by a model that has not seen it${how === null ? '' : ` (${how})`}`;
  if (by === 'groups') return `chosen so that groups are treated more alike, on ${folds}`;
  if (by === 'costs') return `chosen for the least expected cost on ${folds}`;
  const looking = `chosen by a person who looked at ${partNames[on]}`;
  return on === 'test' ? `${looking}, so that scores of test rows are too good` : looking;
}

const partNames: Readonly<Record<Chosen['on'], string>> = {
  train: 'training rows',
  validation: 'validation rows',
  test: 'test rows',
  folds: 'training rows',
};

/** Where a row gets the label, and how that was chosen, as a sentence: on pages, the card and in the README of a project. */
export function cutWords({ threshold, groups, chosen }: Cut, label: string): string {
  const above = `A row is called “${label}” where its probability is above`;
  const how = chosenWords(chosen);
  if (!groups) return `${above} ${threshold} (${how}).`;
  const each = groups.of.map((g) => `${g.threshold} for ${cellsText(g.cells)}`).join(', ');
  return `${above} a threshold by ${groups.columns.join(' and ')}: ${each}, ${threshold} for all other rows (${how}).`;
}
