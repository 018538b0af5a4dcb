import type { EquationOutput, Term } from './equation.ts';

/** A number with so many significant digits; at 17 as it is. */
export const rounded = (x: number, digits: number): number =>
  digits >= 17 || !Number.isFinite(x) ? x : Number(x.toPrecision(digits));

/** The same sum with fewer digits. Cuts stay as they are, so that no row changes its side. */
export const roundedOutput = (output: EquationOutput, digits: number): EquationOutput => ({
  ...output,
  intercept: rounded(output.intercept, digits),
  terms: output.terms.map((term) => roundedTerm(term, digits)),
});

function roundedTerm(term: Term, digits: number): Term {
  const to = (x: number): number => rounded(x, digits);
  const orNull = (x: number | null): number | null => (x === null ? null : to(x));
  switch (term.kind) {
    case 'number':
      return {
        ...term,
        missing: orNull(term.missing),
        pieces: merged(term.pieces.map((p) => ({ ...p, base: to(p.base), slope: to(p.slope) }))),
      };
    case 'curve':
      return {
        ...{ ...term, missing: orNull(term.missing), lambda: to(term.lambda) },
        ...{ base: to(term.base), slope: to(term.slope), factor: to(term.factor) },
      };
    case 'levels':
      return {
        ...{ ...term, missing: orNull(term.missing), other: orNull(term.other) },
        levels: term.levels.map((l) => ({ ...l, value: to(l.value) })),
      };
    case 'products':
      return {
        ...{ ...term, base: to(term.base), missing: orNull(term.missing) },
        products: term.products.map((p) => ({ ...p, factor: to(p.factor) })),
      };
    case 'grid':
      return { ...term, values: term.values.map(orNull) };
  }
}

/** Neighbouring stretches that say the same are one. */
const merged = (
  pieces: Extract<Term, { kind: 'number' }>['pieces'],
): Extract<Term, { kind: 'number' }>['pieces'] =>
  pieces.filter((piece, k) => {
    const next = pieces[k + 1];
    return !next || next.base !== piece.base || next.slope !== piece.slope;
  });
