import type { Finding, StepAsked } from '../profile.ts';
import { isAnswered, isFilled, isGone } from './answers.ts';
import { limits } from './limits.ts';
import { asking, dropping } from './rule.ts';
import { listed, percentOf } from './words.ts';

/**
 * What is left of the findings once steps have answered some: those that are open, and for cells that a step takes for
 * missing a finding of its own, until they are filled. The quality score of the page is that of these.
 * @param steps those of the recipe that are switched on
 */
export function leftOf(found: readonly Finding[], steps: readonly StepAsked[]): readonly Finding[] {
  const gone = new Set(steps.filter((s) => s.step === 'dropColumns').flatMap((s) => s.columns));
  return found.flatMap((finding) => {
    const filled = isFilled(finding, steps);
    if (!isAnswered(finding, steps)) return filled ? withoutLeaves(finding) : finding;
    return finding.leaves && !filled && !isGone(finding, gone) ? remainderOf(finding) : [];
  });
}

const withoutLeaves = ({ leaves: _, ...finding }: Finding): Finding => finding;

/** The cells that a fix has made missing, as a finding that says so. */
function remainderOf({ id, columns, value, leaves }: Finding): Finding {
  const { weight, share } = leaves!;
  const name = columns[0]!;
  const most = share > limits.missing.high;
  const many = columns.length > 1;
  return {
    id: `missing-after:${id}`,
    rule: 'missing',
    severity: most ? 'high' : share > limits.missing.medium ? 'medium' : 'low',
    title: many
      ? `${columns.length} columns miss what was marked`
      : `${name} is ${percentOf(share)} missing, with what was marked`,
    detail: many ? `${listed(columns)}.` : 'Counted with the cells that a step takes for missing.',
    columns,
    threshold: 'any cell that a step takes for missing',
    value: many ? value : share,
    weight,
    points: 0,
    gain: 0,
    fix: most && !many ? dropping(name) : filling(columns),
  };
}

const filling = (columns: readonly string[]): NonNullable<Finding['fix']> =>
  columns.length === 1
    ? asking(`Impute ${columns[0]!}`, 'impute', columns[0]!)
    : {
        label: `Impute ${columns.length} columns`,
        action: { kind: 'step', step: 'impute', columns },
      };
