/**
 * What a fitted state looks like, said once by the model or step that makes it, and held against every state that comes
 * from storage or a file before a number of it is used.
 */

/** What a state is for, as far as its lengths and indices depend on it. */
export interface StateFacts {
  /** Columns of the matrix; of a step, the columns it was placed on. */
  readonly features: number;
  /** Classes of the target; 1 where it has none. */
  readonly classes: number;
  /** Whether the target has classes. */
  readonly classified: boolean;
}

/**
 * A check of a plain value. @returns null where it is a `T`, else what is wrong, after the place it is at
 * (“.trees[3].right[2] is 99, and may be at most 6”)
 */
export interface Form<T> {
  (value: unknown, facts: StateFacts): string | null;
  /** Only for the compiler: the form of one type is not that of another. */
  readonly of?: (value: T) => T;
}

/** The form of a fitted state, and its number, which grows by one whenever an older state would be read wrongly. */
export interface StateOf<Fitted> {
  readonly version: number;
  readonly form: Form<Fitted>;
}

/** A length or bound: a number, or one that depends on what the state is for. */
type Size = number | ((facts: StateFacts) => number);

const sizeOf = (size: Size, facts: StateFacts): number =>
  typeof size === 'number' ? size : size(facts);

export const perFeature: Size = ({ features }) => features;
export const perClass: Size = ({ classes }) => classes;

interface Bounds {
  readonly least?: Size;
  readonly most?: Size;
  /** Whether −∞ and ∞ may stand there. */
  readonly infinite?: boolean;
}

/** A number, finite unless said otherwise. */
export const number =
  (bounds: Bounds = {}): Form<number> =>
  (value, facts) =>
    typeof value === 'number' ? outside(value, bounds, facts) : notA('a number', value);

export const whole =
  (bounds: Bounds = {}): Form<number> =>
  (value, facts) =>
    Number.isInteger(value) ? number(bounds)(value, facts) : notA('a whole number', value);

/** A number of turns, rows, or other things counted. */
export const count: Form<number> = whole({ least: 0 });

export const flag: Form<boolean> = (value) =>
  typeof value === 'boolean' ? null : notA('true or false', value);

export const text: Form<string> = (value) =>
  typeof value === 'string' ? null : notA('a text', value);

export const oneOf =
  <const T extends string>(words: readonly T[]): Form<T> =>
  (value) =>
    words.includes(value as T) ? null : notA(`one of ${words.join(', ')}`, value);

export const orNull =
  <T>(form: Form<T>): Form<T | null> =>
  (value, facts) =>
    value === null ? null : form(value, facts);

interface Numbers extends Bounds {
  readonly length?: Size;
}

type Words = Float64Array | Int32Array | Uint8Array;

function numbersIn<T extends Words>(
  kind: (new (length: number) => T) & { readonly name: string },
  bounds: Numbers,
): Form<T> {
  return (value, facts) => {
    if (!(value instanceof kind)) return notA(`a ${kind.name}`, value);
    const wrong = wrongLength(value.length, bounds.length, facts);
    if (wrong) return wrong;
    const { least, most, infinite = false } = bounds;
    const low = least === undefined ? -Infinity : sizeOf(least, facts);
    const high = most === undefined ? Infinity : sizeOf(most, facts);
    const limit = infinite ? Infinity : Number.MAX_VALUE;
    const at = value.findIndex((x) => !(x >= low && x <= high && Math.abs(x) <= limit));
    return at < 0 ? null : `[${at}]${outside(value[at]!, bounds, facts)}`;
  };
}

export const doubles = (bounds: Numbers = {}): Form<Float64Array> =>
  numbersIn<Float64Array>(Float64Array, bounds);
export const integers = (bounds: Numbers = {}): Form<Int32Array> =>
  numbersIn<Int32Array>(Int32Array, bounds);
export const bytes = (bounds: Numbers = {}): Form<Uint8Array> =>
  numbersIn<Uint8Array>(Uint8Array, bounds);

/** A plain list. */
export const list =
  <T>(form: Form<T>, length?: Size): Form<readonly T[]> =>
  (value, facts) => {
    if (!Array.isArray(value)) return notA('a list', value);
    const wrong = wrongLength(value.length, length, facts);
    if (wrong) return wrong;
    for (let i = 0; i < value.length; i += 1) {
      const fault = form(value[i], facts);
      if (fault) return `[${i}]${fault}`;
    }
    return null;
  };

/** Values of as many kinds as there are forms. */
export const tuple =
  <T extends readonly unknown[]>(...forms: { readonly [I in keyof T]: Form<T[I]> }): Form<T> =>
  (value, facts) => {
    if (!Array.isArray(value)) return notA('a list', value);
    if (value.length !== forms.length)
      return ` has ${value.length} entries instead of ${forms.length}`;
    for (const [i, form] of forms.entries()) {
      const fault = form(value[i], facts);
      if (fault) return `[${i}]${fault}`;
    }
    return null;
  };

/** Two values of two kinds. */
export const pair = <A, B>(first: Form<A>, second: Form<B>): Form<readonly [A, B]> =>
  tuple<readonly [A, B]>(first, second);

/** An object of just these fields. */
export const record = <T extends object>(fields: {
  readonly [K in keyof T]-?: Form<T[K]>;
}): Form<T> => {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, facts) => {
    if (!isPlain(value)) return notA('an object', value);
    const own = Object.keys(value);
    const more = own.find((name) => !names.includes(name as keyof T & string));
    if (more !== undefined) return ` has a field “${more.slice(0, 40)}” that is not known`;
    for (const name of names) {
      if (!Object.hasOwn(value, name)) return `.${name} is missing`;
      const fault = fields[name](value[name], facts);
      if (fault) return `.${name}${fault}`;
    }
    return null;
  };
};

/** A form whose parts must also fit each other; `fault` sees only what has the form. */
export const fitting =
  <T>(form: Form<T>, fault: (value: T, facts: StateFacts) => string | null): Form<T> =>
  (value, facts) =>
    form(value, facts) ?? fault(value as T, facts);

/** For `fitting`: the words of the first that does not hold; one asks only where those before it hold. */
export function unless(
  ...relations: readonly (readonly [holds: boolean | (() => boolean), words: string])[]
): string | null {
  const broken = relations.find(([holds]) => !(typeof holds === 'function' ? holds() : holds));
  return broken ? `: ${broken[1]}` : null;
}

/** Texts of which none stands there twice. */
export const names: Form<readonly string[]> = fitting(list(text), (own) =>
  unless([new Set(own).size === own.length, 'a name stands there twice']),
);

/** A reordering of 0 to `length` − 1; null is of any length. */
export const order = (length: Size | null = perFeature): Form<Int32Array> =>
  fitting(integers({ least: 0, ...(length === null ? {} : { length }) }), (places) => {
    const seen = new Uint8Array(places.length);
    const at = places.findIndex((place) => place >= seen.length || seen[place]!++ > 0);
    return at < 0 ? null : `[${at}] is ${places[at]}, and each place may stand there once`;
  });

/** Codes of the classes that training rows held, ascending. */
export const classCodes: Form<readonly number[]> = fitting(
  list(whole({ least: 0, most: ({ classes }) => classes - 1 })),
  (codes) => (ascending(codes) && codes.length >= 2 ? null : ' does not name classes in order'),
);

export const ascending = (values: ArrayLike<number>): boolean => {
  for (let i = 1; i < values.length; i += 1) if (!(values[i - 1]! < values[i]!)) return false;
  return true;
};

function outside(
  x: number,
  { least, most, infinite = false }: Bounds,
  facts: StateFacts,
): string | null {
  if (Number.isNaN(x) || (!infinite && !Number.isFinite(x)))
    return ` is ${x}, and not a finite number`;
  if (least !== undefined && x < sizeOf(least, facts))
    return ` is ${x}, and may be at least ${sizeOf(least, facts)}`;
  if (most !== undefined && x > sizeOf(most, facts))
    return ` is ${x}, and may be at most ${sizeOf(most, facts)}`;
  return null;
}

function wrongLength(length: number, wanted: Size | undefined, facts: StateFacts): string | null {
  if (wanted === undefined || length === sizeOf(wanted, facts)) return null;
  return ` has ${length} entries instead of ${sizeOf(wanted, facts)}`;
}

const notA = (what: string, value: unknown): string =>
  ` is ${value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`} and not ${what}`;

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
