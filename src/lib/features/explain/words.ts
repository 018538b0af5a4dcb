import type { FittedRun, FittedSummary, Importance, RunResult } from '#lib/recipe/run.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { inSentence, lead, metricWords, scoreText } from '#lib/features/evaluate/metric.ts';
import { amount } from '#lib/features/charts/words.ts';

/** How often each column is shuffled; the engine's own figure (engine/run.ts). */
export const shuffles = 5;

/** A loss that its own spread carries: the column matters beyond the luck of one shuffle. */
export const matters = ({ mean, std }: Importance): boolean => mean > std;

const listed = (names: readonly string[], most: number): string => {
  const shown = names.slice(0, names.length === most + 1 ? most + 1 : most).map((n) => `\`${n}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
};

/** What the importances say, with this table's numbers. */
export function importanceWords(result: RunResult): readonly string[] {
  const { importance, judged } = result;
  const { better } = metricWords(judged.metric);
  const title = inSentence(judged.metric);
  const verb = better === 'higher' ? 'lowers' : 'raises';
  const [top] = importance;
  if (!top) return [];
  if (!matters(top))
    return [
      `No column moves ${title} beyond the luck of a shuffle: the model has found nothing to lean on.`,
    ];
  const said = [topWords(result, top, `${verb} ${title}`)];
  const useful = importance.filter(matters);
  if (useful.length > 1)
    said.push(
      `After it come ${listed(
        useful.slice(1).map((i) => i.feature),
        3,
      )}.`,
    );
  const idle = importance.filter((i) => !matters(i));
  if (idle.length > 0)
    said.push(
      `${listed(
        idle.map((i) => i.feature),
        4,
      )} ${idle.length === 1 ? 'makes' : 'make'} no difference beyond chance; the model may do as well without. A column whose twin is in the table also looks idle, because the twin stands in for it.`,
    );
  return said;
}

function topWords(result: RunResult, top: Importance, act: string): string {
  const { metric, part, value } = result.judged;
  const spread = `${scoreText(metric, top.mean)} ± ${scoreText(metric, top.std)}`;
  const whole = value !== null && result.importanceRows === result.rows[part];
  const after = whole
    ? `, from ${scoreText(metric, value)} to ${scoreText(metric, value - lead(metric, top.mean, 0))}`
    : '';
  return `Shuffling \`${top.feature}\` ${act} by ${spread}${after}: the model leans on it most.`;
}

/** Matrix columns that a scaling step of the run changed, so that their unit is not the file's. */
export function scaledFeatures(fitted: FittedRun): ReadonlySet<string> {
  const specs: Readonly<Record<string, { readonly stage: string }>> = stepSpecs;
  return new Set(
    fitted.steps.filter((s) => specs[s.step]?.stage === 'scale').flatMap((s) => s.columns),
  );
}

/** What the largest coefficient does to the prediction; `label` is the class it speaks of. */
export function coefficientWords(
  result: RunResult,
  entries: readonly (readonly [string, number])[],
  about: { readonly scaled: ReadonlySet<string>; readonly label: string | null },
): string {
  const top = [...entries].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))[0];
  if (!top || top[1] === 0)
    return 'Every coefficient is zero: the prediction does not depend on the columns.';
  const [feature, value] = top;
  const step = `One unit more of \`${feature}\`${about.scaled.has(feature) ? ', after scaling,' : ''}`;
  if (result.fitted.link === 'log')
    return `${step} multiplies the prediction of \`${result.target}\` by ${amount(Math.exp(value))}, all else equal.`;
  if (about.label === null)
    return `${step} moves the prediction of \`${result.target}\` by ${value > 0 ? '+' : ''}${amount(value)}, all else equal.`;
  if (result.decisions)
    return `${step} moves the decision value of “${about.label}” by ${value > 0 ? '+' : ''}${amount(value)}, all else equal; the highest decides.`;
  const odds = Math.exp(value);
  const what = result.task === 'binary' ? 'odds' : 'weight against the other classes';
  return `${step} multiplies the ${what} of “${about.label}” by ${amount(odds)}, all else equal.`;
}

/** What the tests of least squares say, and what they rest on. */
export function inferenceWords(
  { coefficients, degrees }: NonNullable<FittedSummary['inference']>,
  target: string,
): string {
  const sure = coefficients.filter(([, { p }]) => p < 0.05).map(([name]) => name);
  const said =
    sure.length === 0
      ? 'No coefficient can be told from 0'
      : `${listed(sure, 4)} ${sure.length === 1 ? 'has a coefficient' : 'have coefficients'} that 0 is not in reach of`;
  return `${said} (95 % intervals, ${amount(degrees)} degrees of freedom). That rests on errors of \`${target}\` that are independent and equally spread, and on columns that were not chosen by looking at it.`;
}

/** 0.012, and below a thousandth only that. */
export const pWords = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** What the path says: which column comes first, and how many the fit has kept. */
export function pathWords({ coefficients, kept }: NonNullable<FittedSummary['path']>): string {
  const starts = coefficients.map(([name, values]) => ({
    name,
    at: values.findIndex((value) => value !== 0),
  }));
  const first = starts
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
  return `As the penalty falls, ${listed(first.slice(0, 3), 3)} ${first.length === 1 ? 'comes' : 'come'} in first; at the lowest drawn, ${amount(kept.at(-1) ?? 0)} columns have a weight.`;
}

/** Size of a tree, or the mean size of a forest's trees. */
export function treeWords({ nodes, depth }: FittedSummary, forest: boolean): string | null {
  if (nodes === undefined || depth === undefined) return null;
  if (forest)
    return `Its trees have ${amount(Math.round(nodes))} nodes and a depth of ${depth.toFixed(1)} on average.`;
  return `The tree has ${amount(nodes)} nodes and is ${amount(depth)} deep.`;
}

/** Whether the solver came to rest. */
export function solverWords({ iterations, converged }: FittedSummary): string | null {
  if (iterations === undefined) return null;
  return converged === false
    ? `The solver stopped after ${iterations} iterations without coming to rest; raise the limit on the train page, or scale the columns.`
    : `The solver came to rest after ${iterations} iterations.`;
}

/** How a network learnt: passes, which weights were kept, and on what. */
export function learningWords({ learning, converged }: FittedSummary): readonly string[] {
  if (!learning) return [];
  const passes = learning.loss.length;
  const kept =
    learning.validation.length > 0 && learning.kept < passes
      ? ` The weights are those of pass ${learning.kept}, where the rows held back were told best.`
      : '';
  const ended = converged
    ? `It stopped after ${passes} passes, when nothing more was gained.`
    : `It stopped at the most passes, ${passes}, while it still gained; raise the limit on the train page, or scale the columns.`;
  const where = learning.reproducible
    ? 'Learnt in doubles: the same recipe and file give the same network on every machine.'
    : `Learnt with ${learning.where}, to about 7 digits: another machine gives slightly other numbers.`;
  return [ended + kept, where];
}
