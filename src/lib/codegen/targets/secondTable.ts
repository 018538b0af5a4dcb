import { canonical, shortHash } from '#lib/recipe/hash.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { columnsLimit } from '../python/layout.ts';
import { printLiteral } from '../python/print.ts';
import { readingConstants } from './data.ts';
import { indented } from './fragment.ts';
import { load, numberReading } from './read.ts';

/** A function without arguments that reads a second table, by the same code as the first is read by. */
export interface SecondReader {
  readonly name: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

/**
 * The reader of a second table. What it needs stands within it, because the names are those of the first table's reading.
 * @throws EngineError 'file-kind' where no Python reads the file as the app does
 */
export function secondReader(source: Source): SecondReader {
  const plan = planOf(source);
  const definitions = [...numberReading(plan), ...load(plan)];
  const [file, cells] = readingConstants(plan);
  const functions = definitions
    .map((d) => d.code.replaceAll('\n\n\n', '\n\n').replace(docstring, broken))
    .join('\n\n');
  const constants = [...file, ...cells].filter((line) =>
    new RegExp(`\\b${/^\w+/.exec(line)![0]}\\b`).test(functions),
  );
  const name = `load_${slug(source.file.name)}_${shortHash(canonical(source)).slice(0, 6)}`;
  const data = printLiteral(source.file.name);
  const body = [
    '"""Read the second table, which must be the very file, as the app read it."""',
    `data = ${data}`,
    ...constants,
    '',
    functions,
    '',
    'with open(data, "rb") as file:',
    '    found = hashlib.file_digest(file, "sha256").hexdigest()',
    `if found != ${printLiteral(source.file.sha256)}:`,
    '    raise ValueError(f"{data} is not the file that the app read")',
    'return load(data)',
  ];
  return {
    name,
    code: `def ${name}() -> pd.DataFrame:\n${indented(body.join('\n'))}`,
    imports: [['hashlib', ''], ['pandas', 'pd'], ...definitions.flatMap((d) => d.imports ?? [])],
  };
}

/** A docstring of one line. */
const docstring = /^( *)""".*"""$/gm;

/** In two lines where it does not fit further in. */
function broken(line: string, indent: string): string {
  if (line.length + 4 <= columnsLimit) return line;
  const at = line.lastIndexOf(' ', columnsLimit - 5);
  return `${line.slice(0, at)}\n${indent}${line.slice(at + 1)}`;
}

/** Letters and digits of a file's name, for a name in Python. */
const slug = (name: string): string =>
  name
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 24) || 'table';

/** No profile is known of it, so that every number is read as text first. */
const planOf = (source: Source): Plan => ({
  name: source.file.name,
  source,
  misfits: null,
  cleaning: [],
  target: null,
  weight: null,
  reweigh: [],
  task: null,
  features: [],
  preparation: { kind: 'none' },
  split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
  folds: null,
  model: null,
  metrics: [],
  seed: 0,
  keys: [],
});
