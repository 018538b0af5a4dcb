import { lines, type Fragment } from './fragment.ts';

/** `score(metric, …)`: the value, or None. */
export const scoring: Fragment = {
  imports: [
    ['math', ''],
    ['warnings', ''],
    ['collections.abc', 'Callable'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def score(metric: Callable[..., Any], *args: Any, **kwargs: Any) -> float | None:',
    '    """Return the metric, or None where it is not defined on these rows."""',
    '    with warnings.catch_warnings():',
    '        warnings.simplefilter("ignore")  # The None says it.',
    '        try:',
    '            value = float(metric(*args, **kwargs))',
    '        except ValueError:',
    '            return None',
    '    return value if math.isfinite(value) else None',
  ),
};
