import type { Helper } from './helpers.ts';

/** A Python expression as data. The printer decides layout; lowerings decide meaning. */
export type Py =
  | { readonly kind: 'literal'; readonly value: PyLiteral }
  | { readonly kind: 'list'; readonly items: readonly Py[] }
  | { readonly kind: 'tuple'; readonly items: readonly Py[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Py, Py])[] }
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly from?: string;
      /** The module's own definition of the name. */
      readonly defined?: Helper;
    }
  | {
      readonly kind: 'call';
      readonly callee: Py;
      readonly args: readonly Py[];
      readonly kwargs: readonly (readonly [string, Py])[];
    };

export type PyLiteral = string | number | boolean | null;

export const lit = (value: PyLiteral): Py => ({ kind: 'literal', value });
/** An integer-valued parameter is written without a point; use `float` where Python must see 1.0. */
export const list = (items: readonly Py[]): Py => ({ kind: 'list', items });
export const tuple = (items: readonly Py[]): Py => ({ kind: 'tuple', items });
export const dict = (entries: readonly (readonly [Py, Py])[]): Py => ({ kind: 'dict', entries });

/** A bare name; with `from`, imported from that module by the printer. */
export const name = (id: string, from?: string): Py =>
  from === undefined ? { kind: 'name', name: id } : { kind: 'name', name: id, from };

/** Calls `module.name(**kwargs)`; the import is collected by the printer, never written by hand. */
export function construct(
  module: string,
  id: string,
  kwargs: Readonly<Record<string, Py>> = {},
): Py {
  return { kind: 'call', callee: name(id, module), args: [], kwargs: Object.entries(kwargs) };
}

/** The same for a class that the generated module defines itself. */
export const constructLocal = (
  id: string,
  defined: Helper,
  kwargs: Readonly<Record<string, Py>> = {},
): Py => ({
  kind: 'call',
  callee: { kind: 'name', name: id, defined },
  args: [],
  kwargs: Object.entries(kwargs),
});
