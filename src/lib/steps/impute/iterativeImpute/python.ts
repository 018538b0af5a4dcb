import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { iterativeImpute as spec } from './spec.ts';

export const iterativeImpute = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ maxIter, tol }) =>
    constructLocal('iterative_imputer', imputer, { max_iter: lit(maxIter), tol: lit(tol) }),
});

const imputer: Helper = {
  imports: [['typing', 'Any']],
  code: `def iterative_imputer(**settings: Any) -> Any:
    """Return an IterativeImputer, which scikit-learn still calls experimental."""
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    return IterativeImputer(**settings)`,
};
