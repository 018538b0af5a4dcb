/** Ways in which a stored state may be wrong, each as a whole new state; `what` says where and how. */
export interface Mutant {
  readonly what: string;
  readonly state: unknown;
}

type Path = readonly (string | number)[];

/** Every part of a state spoilt in every way that fits its kind. Long arrays are spoilt at the ends and the middle. */
export function* mutants(state: unknown): Generator<Mutant> {
  for (const [path, value] of partsOf(state, []))
    for (const [how, wrong] of spoilt(value)) {
      if (same(wrong, value)) continue;
      yield { what: `${path.join('.') || 'all'} ${how}`, state: replaced(state, path, wrong) };
    }
}

function* partsOf(value: unknown, path: Path): Generator<readonly [Path, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (Array.isArray(value)) {
    for (const i of ends(value.length)) yield* partsOf(value[i], [...path, i]);
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* partsOf(inner, [...path, key]);
}

const ends = (n: number): readonly number[] =>
  [...new Set([0, n >> 1, n - 1])].filter((i) => i >= 0 && i < n);

function* spoilt(value: unknown): Generator<readonly [string, unknown]> {
  yield ['is gone', undefined];
  yield ['is null', null];
  yield ['is a text', 'x'];
  yield ['is a list', [0, 1]];
  yield ['is an object', {}];
  yield ['is a class', new Map()];
  if (typeof value === 'number')
    for (const x of [NaN, Infinity, -1, 0, 0.5, value + 1, 1e308, 2 ** 31, 2 ** 53])
      yield [`is ${x}`, x];
  if (typeof value === 'boolean') yield ['is the other', !value];
  if (value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array)
    yield* spoiltArray(value);
  else if (Array.isArray(value)) {
    yield ['is one shorter', value.slice(1)];
    yield ['is one longer', [...(value as unknown[]), value[0]]];
    yield ['is empty', []];
    yield ['is a thousand times as long', Array.from({ length: 1000 }, () => value).flat()];
  } else if (typeof value === 'object' && value !== null) {
    yield ['has one field more', { ...value, more: 1 }];
    yield ['has a __proto__', withProto(value)];
    yield [
      'has another prototype',
      Object.assign(Object.create({ inherited: 1 }) as object, value),
    ];
  }
}

const withProto = (value: object): unknown => {
  const own = { ...value };
  Object.defineProperty(own, '__proto__', { value: { polluted: 1 }, enumerable: true });
  return own;
};

function* spoiltArray(
  value: Float64Array | Int32Array | Uint8Array,
): Generator<readonly [string, unknown]> {
  yield ['is a plain list', [...value]];
  yield ['is one shorter', value.slice(1)];
  yield ['is empty', value.slice(0, 0)];
  const longer = new (value.constructor as new (n: number) => typeof value)(value.length + 1);
  longer.set(value);
  yield ['is one longer', longer];
  yield [
    'is of another kind',
    value instanceof Float64Array ? Int32Array.from(value) : Float64Array.from(value),
  ];
  const numbers =
    value instanceof Float64Array ? [NaN, Infinity, 1e308, -1, 0] : [-1, 0, 2 ** 30, 1, 200];
  for (const i of ends(value.length))
    for (const x of [...numbers, i]) {
      const changed = value.slice();
      changed[i] = x;
      yield [`[${i}] is ${x}`, changed];
    }
}

const same = (a: unknown, b: unknown): boolean =>
  ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.constructor === b.constructor
    ? String(a) === String(b)
    : Object.is(a, b);

function replaced(state: unknown, [first, ...rest]: Path, wrong: unknown): unknown {
  if (first === undefined) return wrong;
  const inner = replaced((state as Record<string | number, unknown>)[first], rest, wrong);
  if (Array.isArray(state)) return (state as unknown[]).map((x, i) => (i === first ? inner : x));
  if (inner !== undefined || rest.length > 0) return { ...(state as object), [first]: inner };
  return Object.fromEntries(Object.entries(state as object).filter(([key]) => key !== first));
}
