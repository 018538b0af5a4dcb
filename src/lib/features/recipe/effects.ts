import { describeStep } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { ErrorDetail } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import type { StepLook, Trace, TracedStep } from '#lib/recipe/run.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import type { Pipeline } from '#lib/state/pipeline.svelte.ts';
import { counted } from '#lib/ui/format.ts';

type Cleaned = Pipeline['cleaned'][number];

/** What a step did, whichever side of the split it stands on. */
export interface Moment {
  readonly events: readonly LogEvent[];
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly columnsBefore: number;
  readonly columnsAfter: number;
  /** Present for learned steps, and for cleaning ones that were looked at. */
  readonly traced: Pick<TracedStep, 'before' | 'after'> | null;
  /** The table's first rows, of a step that shapes it and was looked at. */
  readonly first: StepLook['first'];
}

interface Seen {
  readonly trace: Trace | null;
  readonly cleaned: readonly Cleaned[];
}

/** @param look at a cleaning step, where somebody asked for it */
export function momentOf(
  key: string,
  { trace, cleaned }: Seen,
  look: StepLook | null = null,
): Moment | null {
  const traced = trace?.steps.find((s) => s.key === key);
  if (traced) return { ...traced, traced, first: null };
  const found = cleaned.find((s) => s.key === key);
  if (!found || found.problem) return null;
  return { ...found, traced: look, first: look?.first ?? null };
}

export interface StepProblem {
  readonly detail: ErrorDetail;
  readonly fix?: { readonly label: string; readonly edit: Edit } | undefined;
}

/** Why a step does not fit the table, with an edit that mends it. */
export function problemOf(step: RecipeStep, { trace, cleaned }: Seen): StepProblem | null {
  if (!step.enabled) return null;
  const traced = trace?.problems.find((p) => 'step' in p.at && p.at.step === step.key);
  if (traced) return traced;
  const detail = cleaned.find((s) => s.key === step.key)?.problem;
  return detail ? { detail, fix: fixFor(step, detail) } : null;
}

function fixFor(step: RecipeStep, { where }: ErrorDetail): StepProblem['fix'] {
  const { key, columns } = step;
  const left = columns.filter((c) => c !== where.column);
  return left.length > 0 && left.length < columns.length
    ? { label: `Leave out ${where.column}`, edit: { kind: 'setColumns', key, columns: left } }
    : { label: 'Turn the step off', edit: { kind: 'toggleStep', key, enabled: false } };
}

/** The recipe list's second line: what the step is set to, and what it touched: "median 28, 177 cells". */
export function effectOf(step: RecipeStep, moment: Moment | null, specs: StepSpecs): string {
  const { effect } = describeStep(step, specs);
  if (!moment) return effect;
  const deltas = [
    delta(moment.rowsAfter - moment.rowsBefore, 'row'),
    delta(moment.columnsAfter - moment.columnsBefore, 'column'),
  ].filter((part) => part !== '');
  const says = effect === counted(step.columns.length, 'column') && deltas.length > 0 ? '' : effect;
  return [...deltas, learnedValue(moment) ?? says, ...cells(step, moment, specs)]
    .filter((part) => part !== '')
    .join(', ');
}

/** Cells that differ afterwards, for steps that change some cells of a column and not all. */
function cells(step: RecipeStep, { events }: Moment, specs: StepSpecs): string[] {
  if (specs[step.step]?.stage !== 'impute' && step.step !== 'cast') return [];
  return [
    counted(
      events.reduce((n, e) => n + Number(e.meta['rows_affected'] ?? 0), 0),
      'cell',
    ),
  ];
}

/** "+3 columns", "−107 rows"; '' for none. */
const delta = (n: number, noun: string): string =>
  n === 0 ? '' : `${n < 0 ? '−' : '+'}${counted(Math.abs(n), noun)}`;

/** The one value that filled gaps, as the log says it: "median 28.5"; null where there are more or none. */
export function learnedValue({ events }: Moment): string | null {
  const filled = events.filter((e) => e.source === 'preprocess.impute' && filling(e) !== null);
  return filled.length === 1 ? filling(filled[0]!) : null;
}

function filling({ message, meta }: LogEvent): string | null {
  const n = Number(meta['rows_affected']);
  const start = `Replaced ${n} ${n === 1 ? 'null' : 'nulls'} in '${String(meta['col'])}' with `;
  return message.startsWith(start) ? message.slice(start.length) : null;
}
