import { bracketed } from './layout.ts';

/** Module and name; an empty name imports the module itself, and `np` and `pd` are its usual aliases. */
export type Import = readonly [module: string, name: string];

const aliases: ReadonlyMap<string, string> = new Map([
  ['numpy', 'np'],
  ['pandas', 'pd'],
  ['dask.dataframe', 'dd'],
  ['pyarrow', 'pa'],
  ['pyspark.sql.functions', 'F'],
  ['pyarrow.compute', 'pc'],
  ['pyarrow.parquet', 'pq'],
]);
const standard = new Set([
  'argparse',
  'collections',
  'csv',
  'datetime',
  'decimal',
  'functools',
  'gzip',
  'hashlib',
  'importlib',
  'io',
  'itertools',
  'json',
  'math',
  'pathlib',
  're',
  'sys',
  'typing',
  'unittest',
  'warnings',
  'zipfile',
]);
const local = new Set([
  ...['blocks', 'explain', 'inference', 'preparation', 'preprocessing', 'restore', 'train'],
]);

/** The import block in isort's order: standard library, packages, the project's own. */
export function printImports(imports: readonly Import[]): string {
  const names = new Map<string, Set<string>>();
  for (const [module, name] of imports) {
    if (!names.has(module)) names.set(module, new Set());
    names.get(module)!.add(aliases.get(module) === name ? '' : name);
  }
  const modules = [...names.keys()].sort(byText);
  return [0, 1, 2]
    .map((section) => modules.filter((m) => sectionOf(m) === section))
    .filter((group) => group.length > 0)
    .map((group) => printGroup(group, names))
    .join('\n\n');
}

function printGroup(
  modules: readonly string[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const whole = modules
    .filter((m) => names.get(m)!.has(''))
    .map((m) => `import ${m}${aliases.has(m) ? ` as ${aliases.get(m)}` : ''}`);
  const parts = modules.flatMap((m) => {
    const members = [...names.get(m)!].filter((n) => n !== '').sort(byCaseThenText);
    return members.length === 0 ? [] : [fromImport(m, members)];
  });
  return [...whole, ...parts].join('\n');
}

function fromImport(module: string, members: readonly string[]): string {
  const line = `from ${module} import ${members.join(', ')}`;
  return line.length <= 88
    ? line
    : bracketed(`from ${module} import (${members.join(', ')})`, 0, 0);
}

const sectionOf = (module: string): number => {
  const root = module.split('.')[0]!;
  if (standard.has(root)) return 0;
  return local.has(root) ? 2 : 1;
};

/** isort's order-by-type: CONSTANTS, Classes, functions. */
const rank = (name: string): number => {
  if (name.length > 1 && name === name.toUpperCase()) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
};
const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byCaseThenText = (a: string, b: string): number => rank(a) - rank(b) || byText(a, b);
