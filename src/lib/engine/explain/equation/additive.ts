import type { AdditiveMargin, AdditivePart } from '../additive.ts';
import { linearMargin, type LinearMargin } from '../linear.ts';

/** A model as a sum of parts, each made of few matrix columns; null where it is none. */
export function additiveMargin(input: Parameters<typeof linearMargin>[0]): AdditiveMargin | null {
  const { model, state, classified, X } = input;
  const own = model.sum?.(state, { names: X.names, classified });
  if (own) return own;
  const linear = linearMargin(input);
  return linear && partsOf(linear);
}

const partsOf = ({ scale, codes, weights, intercept }: LinearMargin): AdditiveMargin => ({
  ...{ scale, codes, intercept },
  parts: weights[0]!.reduce<AdditivePart[]>((parts, _, j) => {
    const own = weights.map((w) => w[j]!);
    if (own.some((w) => w !== 0))
      parts.push({ features: [j], adds: ([x]) => own.map((w) => x!.map((value) => w * value)) });
    return parts;
  }, []),
});
