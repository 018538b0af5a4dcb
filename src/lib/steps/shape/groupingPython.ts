import type { PyStatement } from '#lib/codegen/lowering.ts';
import type { Aggregate } from './grouping.ts';

/** `.mean().array` after pandas' groups of one column. */
export const summaryCall = (how: Aggregate): Pick<PyStatement, 'code' | 'imports' | 'helpers'> =>
  how === 'mode'
    ? { code: '.agg(most_frequent).array', imports: mostFrequentNeeds, helpers: [mostFrequent] }
    : { code: `.${how}().array` };

const mostFrequentNeeds = [
  ['math', ''],
  ['pandas', 'pd'],
] as const;

const mostFrequent = `def most_frequent(values: pd.Series) -> float | str:
    """Return the value seen most often, the smallest of those that tie."""
    modes = values.mode()
    return modes.iloc[0] if len(modes) > 0 else math.nan`;
