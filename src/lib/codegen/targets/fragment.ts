import { printImports, type Import } from '../python/imports.ts';
import { layout, unmark, type LineRange } from '../python/layout.ts';

/** A top-level piece of a module, one statement a line, with what it imports. */
export interface Fragment {
  readonly code: string;
  readonly imports?: readonly Import[];
}

export interface Module {
  readonly code: string;
  /** Mark → the lines it stands on. */
  readonly lines: ReadonlyMap<number, readonly LineRange[]>;
}

export interface ModuleParts {
  /** The docstring: fixed words only, because it stands on the first lines. */
  readonly doc: string;
  readonly constants: Fragment | null;
  readonly definitions: readonly (Fragment | null)[];
}

/** Joins fragments to a laid-out module. */
export function moduleOf({ doc, constants, definitions }: ModuleParts): Module {
  const present = definitions.filter((d) => d !== null);
  const imports = printImports(
    [...(constants ? [constants] : []), ...present].flatMap((f) => f.imports ?? []),
  );
  const head = [`"""${doc}"""`, imports, constants?.code ?? '']
    .filter((t) => t !== '')
    .join('\n\n');
  return unmark(layout([head, ...present.map((f) => f.code)].join('\n\n\n')) + '\n');
}

/** Drops the lines that do not apply: `lines('a', wanted && 'b')`. */
export const lines = (...texts: readonly (string | false | readonly string[])[]): string =>
  texts.flatMap((t) => (t === false ? [] : t)).join('\n');

/** Indents every line by four columns. */
export const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');
