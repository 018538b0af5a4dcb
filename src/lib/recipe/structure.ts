import type { Edit } from './edits.ts';
import type { Recipe } from './recipe.ts';

/** How rows of different parts are tied to each other, or to the target. */
export type StructureKind = 'duplicates' | 'groups' | 'time' | 'place' | 'encoded';

/** A reason why the split flatters, with its number and the edit that answers it. */
export interface StructureFinding {
  /** `structure:groups:Ticket`: overrides name it. */
  readonly id: string;
  readonly kind: StructureKind;
  readonly columns: readonly string[];
  /** The claim, and the evidence with its number. */
  readonly title: string;
  readonly words: string;
  /** Of the rows held out, those that are tied to a training row. */
  readonly share: number;
  readonly fix: { readonly label: string; readonly edit: Edit };
}

export interface StructureReport {
  /** Rows that judge: validation and test. */
  readonly held: number;
  readonly findings: readonly StructureFinding[];
}

/** What nobody has answered for yet. */
export function openFindings(
  recipe: Recipe,
  report: StructureReport | null,
): readonly StructureFinding[] {
  const overridden = new Set((recipe.overrides ?? []).map((o) => o.finding));
  return (report?.findings ?? []).filter((f) => !overridden.has(f.id));
}

/** Goes on with the split as it is; the recipe keeps what was said against it. */
export const keepSplitEdit = ({ id, words }: StructureFinding): Edit => ({
  kind: 'override',
  finding: id,
  why: words,
});

/** Scores of the same model, fitted and judged more than once. */
export interface Assessment {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** One for each fit that has one; the metric may not be defined on some rows. */
  readonly values: readonly number[];
  /** Rows of each of these fits: those that it learnt from, and those that judged it. */
  readonly sizes: readonly { readonly train: number; readonly judged: number }[];
  /** How the rows were parted, in scikit-learn's words: StratifiedKFold(5). */
  readonly how: string;
  readonly mean: number;
  /** Over the fits, population; 0 for one. */
  readonly deviation: number;
  /**
   * Of folds: the 95 % interval of the mean by the corrected resampled t (Nadeau and Bengio 2003); null for fewer than two,
   * absent for other questions and in answers of earlier versions.
   */
  readonly interval?: { readonly low: number; readonly high: number } | null;
}

/** Another look at one of the recipe's models, by fitting it more than once. */
export type Question =
  /** As the recipe splits, once. */
  | { readonly ask: 'once' }
  /** The same split with other seeds: how much of the score is luck. */
  | { readonly ask: 'seeds'; readonly times: number }
  /** The training rows' target shuffled: what the model finds where there is nothing to find. */
  | { readonly ask: 'shuffled'; readonly times: number }
  /** Folds of all rows but the test rows; they keep together what the split keeps together. */
  | { readonly ask: 'folds'; readonly nSplits: number; readonly nRepeats: number };
