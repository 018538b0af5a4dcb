import type { Import } from './imports.ts';
import type { Helper } from './helpers.ts';
import { bracketed } from './layout.ts';
import type { Py, PyLiteral } from './ir.ts';

export interface Printed {
  /** One expression, laid out for 88 columns from column 0. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Writes an expression as black would, one item a line where it does not fit. */
export function printPython(py: Py): Printed {
  return { code: bracketed(flat(py)), imports: importsOf(py) };
}

/**
 * THE function for Python text: every string of a recipe that reaches generated code passes here.
 * Escapes what Python's repr escapes (controls, bidi and zero-width characters, odd spaces, lone surrogates),
 * so the literal is one line, shows what it holds, and reads back equal.
 */
export function printLiteral(value: PyLiteral): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? numberText(value) : stringText(value);
}

/** The expression on one line, however long; `layout` breaks it. */
export function flat(py: Py): string {
  switch (py.kind) {
    case 'literal':
      return printLiteral(py.value);
    case 'list':
      return `[${py.items.map(flat).join(', ')}]`;
    case 'tuple':
      return py.items.length === 1
        ? `(${flat(py.items[0]!)},)`
        : `(${py.items.map(flat).join(', ')})`;
    case 'dict':
      return `{${py.entries.map(([k, v]) => `${flat(k)}: ${flat(v)}`).join(', ')}}`;
    case 'name':
      return py.name;
    case 'call': {
      const kwargs = py.kwargs.map(([k, v]) => `${k}=${flat(v)}`);
      return `${flat(py.callee)}(${[...py.args.map(flat), ...kwargs].join(', ')})`;
    }
  }
}

export function importsOf(py: Py): readonly Import[] {
  switch (py.kind) {
    case 'literal':
      return [];
    case 'list':
    case 'tuple':
      return py.items.flatMap(importsOf);
    case 'dict':
      return py.entries.flatMap(([k, v]) => [...importsOf(k), ...importsOf(v)]);
    case 'name':
      return py.from === undefined ? [] : [[py.from, py.name]];
    case 'call':
      return [py.callee, ...py.args, ...py.kwargs.map(([, v]) => v)].flatMap(importsOf);
  }
}

/** Definitions that an expression calls, in its order; each may come more than once. */
export function definitionsOf(py: Py): readonly Helper[] {
  switch (py.kind) {
    case 'literal':
      return [];
    case 'list':
    case 'tuple':
      return py.items.flatMap(definitionsOf);
    case 'dict':
      return py.entries.flatMap(([k, v]) => [...definitionsOf(k), ...definitionsOf(v)]);
    case 'name':
      return py.defined ? [py.defined] : [];
    case 'call':
      return [py.callee, ...py.args, ...py.kwargs.map(([, v]) => v)].flatMap(definitionsOf);
  }
}

/** Names of the classes of our own that it constructs; not those that these are made of. */
export function classesCalled(py: Py): readonly string[] {
  const called = new Set(Array.from(flat(py).matchAll(/\b(\w+)\(/g), ([, name]) => name!));
  const classes = definitionsOf(py).flatMap(({ code }) =>
    Array.from(code.matchAll(/^class (\w+)/gm), ([, name]) => name!),
  );
  return [...new Set(classes)].filter((name) => called.has(name));
}

/** Shortest text that reads back as the same double; integers have no point. */
function numberText(x: number): string {
  if (Number.isNaN(x)) return 'float("nan")';
  if (!Number.isFinite(x)) return x > 0 ? 'float("inf")' : 'float("-inf")';
  if (Object.is(x, -0)) return '-0.0';
  return String(x).replace('e+', 'e');
}

const named: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function stringText(text: string): string {
  const quote = count(text, '"') > count(text, "'") ? "'" : '"';
  const body = text.replace(/[\\"'\p{C}\p{Z}]/gu, (c) => {
    if (c === ' ') return c;
    if (c === '"' || c === "'") return c === quote ? `\\${c}` : c;
    return named[c] ?? escapeOf(c.codePointAt(0)!);
  });
  return quote + body + quote;
}

function escapeOf(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return codePoint < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const count = (text: string, c: string): number => text.split(c).length - 1;
