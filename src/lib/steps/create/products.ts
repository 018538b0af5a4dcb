/** Places of the factors of each product of degree 2 and more, in PolynomialFeatures' order. */
export function productsOf(
  columns: number,
  { degree, interactionOnly }: { readonly degree: number; readonly interactionOnly: boolean },
): readonly (readonly number[])[] {
  const all: number[][] = [];
  let last: number[][] = Array.from({ length: columns }, (_, j) => [j]);
  for (let d = 2; d <= degree; d += 1) {
    last = last.flatMap((factors) => {
      const from = factors.at(-1)! + (interactionOnly ? 1 : 0);
      return Array.from({ length: Math.max(0, columns - from) }, (_, k) => [...factors, from + k]);
    });
    all.push(...last);
  }
  return all;
}
