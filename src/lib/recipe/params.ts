import * as v from 'valibot';
import { EngineError } from './errors.ts';
import type { ParamsSchema } from './step.ts';

/**
 * One parameter as a form needs it: fieldsOf(schema) turns any step's or model's schema into controls, and
 * parseParams(schema, value, what) turns what came back into parameters or an error that names the culprit.
 */
export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /**
   * A `list` has an order, `values` have none; `pairs` are texts, each with the one that replaces it;
   * a `column` is the name of one, or empty; `columnWords` are columns in an order, each with one of the words; `members` are models; a `table` is
   * another file with how it is read, or columns of it, which a form of its own chooses.
   */
  readonly kind:
    | 'boolean'
    | 'choice'
    | 'integer'
    | 'number'
    | 'text'
    | 'formula'
    | 'query'
    | 'column'
    | 'list'
    | 'values'
    | 'pairs'
    | 'column'
    | 'columnWords'
    | 'numbers'
    | 'table'
    | 'members';
  readonly default: unknown;
  /** Inclusive bounds, for integer and number. */
  readonly min?: number;
  readonly max?: number;
  /** The words that may stand here: all of them for a choice, besides numbers or columns for other kinds. */
  readonly options?: readonly string[];
  /** Whether "nothing" (null) is a value. */
  readonly nullable: boolean;
  /** For values of a column that another parameter names: which. */
  readonly valuesOf?: string;
  /** A text that may as well be a number. */
  readonly alsoNumber?: true;
}

export function fieldsOf(schema: ParamsSchema): Field[] {
  return Object.entries(schema.entries).map(([name, entry]) => fieldOf(name, entry as Node));
}

/** The columns that parameters name, where a form offers columns for them. */
export function columnsNamed(
  schema: ParamsSchema,
  params: Readonly<Record<string, unknown>>,
): string[] {
  return fieldsOf(schema).flatMap(({ name, kind }) => {
    const value = params[name];
    if (kind === 'columnWords')
      return (value as readonly (readonly [string, string])[]).map(([column]) => column);
    return kind === 'column' && value !== '' ? [String(value)] : [];
  });
}

/**
 * The parameters with defaults written out.
 * @param what whose parameters they are, for the message: "impute"
 * @throws EngineError 'params-invalid' naming the parameter, its value and what is allowed
 */
export function parseParams<S extends ParamsSchema>(
  schema: S,
  value: unknown,
  what: string,
): v.InferOutput<S> {
  const names = Object.keys(schema.entries);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(
      `The parameters of ${what} are ${shown(value)}`,
      'Write them as { name: value }.',
    );
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(schema.entries, name));
  if (unknown !== undefined)
    throw refused(
      `${what} has no parameter “${unknown}”`,
      names.length ? `Its parameters are ${names.join(', ')}.` : 'It takes no parameters.',
    );
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const name = String(result.issues[0].path?.[0]?.key ?? names[0]);
  const given = (value as Record<string, unknown>)[name];
  if (['check', 'raw_transform'].includes(result.issues[0].type))
    throw refused(`Parameter “${name}” of ${what} does not fit`, result.issues[0].message);
  throw refused(
    `Parameter “${name}” of ${what} is ${shown(given)}`,
    `Use ${allowed(fieldOf(name, schema.entries[name] as Node))}.`,
  );
}

/** "one of mean, median", "a whole number of 1 or more, or null" */
export function allowed(field: Field): string {
  const parts = [
    ...(field.options?.length && field.kind !== 'columnWords'
      ? [`one of ${field.options.join(', ')}`]
      : []),
    ...(field.kind === 'columnWords'
      ? [`a list of pairs, a column and one of ${field.options!.join(', ')}`]
      : []),
    ...(field.kind === 'choice' || field.kind === 'columnWords'
      ? []
      : [nouns[field.kind] + bounds(field)]),
    ...(field.alsoNumber ? ['a number'] : []),
    ...(field.nullable ? ['null'] : []),
  ];
  return parts.join(', or ');
}

const nouns = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  text: 'a text',
  formula: 'a formula such as weight / height ^ 2',
  list: 'a list of texts',
  values: 'a list of texts',
  pairs: 'a list of pairs of texts, the second not empty',
  numbers: 'a list of whole numbers',
  query: 'a query such as SELECT * FROM table',
  column: 'the name of a column, or an empty text',
  table: 'a file with how it is read, as “source” of a recipe',
  members: 'a list of models, each { model, params, weight } with a weight above 0',
} as const;

function bounds({ min, max }: Field): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of ${min} or more`;
  return max === undefined ? '' : ` of ${max} or less`;
}

/** What this file reads of valibot's schemas and actions. */
interface Node {
  readonly type: string;
  readonly pipe?: readonly Node[];
  readonly wrapped?: Node;
  readonly default?: unknown;
  readonly options?: readonly (string | Node)[];
  /** Of a list. */
  readonly item?: Node;
  /** Of a tuple. */
  readonly items?: readonly Node[];
  readonly requirement?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly title?: string;
  readonly description?: string;
}

interface Facts {
  readonly types: Set<string>;
  readonly options: string[];
  title?: string;
  description?: string;
  default?: unknown;
  min?: number;
  max?: number;
  valuesOf?: string;
  nullable: boolean;
}

function fieldOf(name: string, entry: Node): Field {
  const facts: Facts = { types: new Set(), options: [], nullable: false };
  collect(entry, facts);
  const kind = kindOf(facts.types);
  return {
    name,
    title: facts.title ?? name,
    description: facts.description ?? '',
    kind,
    default: facts.default,
    nullable: facts.nullable,
    ...(facts.min === undefined ? {} : { min: facts.min }),
    ...(facts.max === undefined ? {} : { max: facts.max }),
    ...(facts.options.length ? { options: facts.options } : {}),
    ...(facts.valuesOf === undefined ? {} : { valuesOf: facts.valuesOf }),
    ...(kind === 'text' && facts.types.has('number') ? { alsoNumber: true } : {}),
  };
}

/** The first that was seen decides. */
const kinds: readonly (readonly [type: string, kind: Field['kind']])[] = [
  ['table', 'table'],
  ['members', 'members'],
  ['numbers', 'numbers'],
  ['word', 'columnWords'],
  ['strict_tuple', 'pairs'],
  ['unordered', 'values'],
  ['array', 'list'],
  ['query', 'query'],
  ['formula', 'formula'],
  ['column', 'column'],
  ['string', 'text'],
  ['integer', 'integer'],
  ['number', 'number'],
  ['boolean', 'boolean'],
];

const kindOf = (types: ReadonlySet<string>): Field['kind'] =>
  kinds.find(([type]) => types.has(type))?.[1] ?? 'choice';

function collect(node: Node, facts: Facts): void {
  if (node.pipe) {
    for (const part of node.pipe) collect(part, facts);
    return;
  }
  const read = readers.get(node.type);
  if (read) read(node, facts);
  else facts.types.add(node.type);
}

const itemKinds: Readonly<Record<string, string>> = {
  strict_tuple: 'strict_tuple',
  strict_object: 'members',
};

function readArray({ item }: Node, facts: Facts): void {
  const type = item?.type ?? '';
  facts.types.add(type === 'number' ? 'numbers' : 'array');
  if (type === 'number' || type === 'picklist') collect(item!, facts);
  if (Object.hasOwn(itemKinds, type)) facts.types.add(itemKinds[type]!);
  const word = item?.items?.[1];
  if (word?.type !== 'picklist') return;
  facts.types.add('word');
  collect(word, facts);
}

const readers: ReadonlyMap<string, (node: Node, facts: Facts) => void> = new Map([
  [
    'optional',
    (node, facts) => {
      facts.default = typeof node.default === 'function' ? node.default() : node.default;
      collect(node.wrapped!, facts);
    },
  ],
  [
    'nullable',
    (node, facts) => {
      facts.nullable = true;
      collect(node.wrapped!, facts);
    },
  ],
  [
    'metadata',
    (node, facts) => {
      for (const kind of ['unordered', 'formula', 'query', 'column', 'table'])
        if (node.metadata?.[kind] === true) facts.types.add(kind);
      const of = node.metadata?.['of'];
      if (typeof of === 'string') facts.valuesOf = of;
    },
  ],
  ['union', (node, facts) => node.options!.forEach((option) => collect(option as Node, facts))],
  ['array', readArray],
  ['picklist', (node, facts) => void facts.options.push(...(node.options as readonly string[]))],
  ['title', (node, facts) => void (facts.title = node.title!)],
  ['description', (node, facts) => void (facts.description = node.description!)],
  ['min_value', (node, facts) => void (facts.min = node.requirement as number)],
  ['max_value', (node, facts) => void (facts.max = node.requirement as number)],
]);

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const refused = (what: string, remedy: string): EngineError =>
  new EngineError({ code: 'params-invalid', what, where: {}, remedy });
