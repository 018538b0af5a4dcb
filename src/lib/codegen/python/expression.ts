import type { Operation, Typed } from '#lib/recipe/expression/check.ts';
import { hasGroup, pythonPattern } from '#lib/recipe/expression/pattern.ts';
import type { Helper } from './helpers.ts';
import type { Import } from './imports.ts';
import { printLiteral } from './print.ts';
import { spaceConstant } from './space.ts';

/** A formula in Python, with what its module must import and define. */
export interface PyExpression {
  readonly code: string;
  readonly imports: readonly Import[];
  readonly helpers: readonly string[];
}

/**
 * A formula as pandas over `df`; `engine/expressionSql.ts` says the same in SQL. Numbers are float64 with NaN for
 * missing, truths are bool Series: a comparison with a missing value does not hold.
 */
export function expressionPython(e: Typed): PyExpression {
  const writer = new Writer(columnOf);
  return writer.with(writer.of(e).code);
}

/** The cells of a new column: what is not finite, or an empty text, is missing; a truth is a text. */
export function cellPython(e: Typed, column = columnOf): PyExpression {
  const writer = new Writer(column);
  const { code, level } = writer.of(e);
  if (e.kind === 'truth') return writer.with(`${writer.numpy()}.where(${code}, "true", "false")`);
  const inner = level < levels.atom ? `(${code})` : code;
  if (e.kind === 'text') {
    const bare = e.node === 'apply' && neverEmpty.has(e.op);
    return writer.with(bare ? code : `${inner}.replace("", ${writer.numpy()}.nan)`);
  }
  return writer.with(alwaysFinite(e) ? code : `${writer.call(finiteOnly, 'finite')}(${code})`);
}

/** A column by its name: `df["age"]`. */
const columnOf = (name: string): string => `df[${printLiteral(name)}]`;

/** Operations whose empty texts are missing already. */
const neverEmpty: ReadonlySet<Operation> = new Set(['split', 'extract']);

/** How strongly Python binds: an operand of a weaker level stands in brackets. */
const levels = { compare: 1, or: 2, and: 3, add: 4, multiply: 5, unary: 6, power: 7, atom: 9 };

interface Written {
  readonly code: string;
  readonly level: number;
}
type Write = (writer: Writer, args: readonly Written[], typed: readonly Typed[]) => Written;

const atom = (code: string): Written => ({ code, level: levels.atom });
const braced = ({ code, level }: Written, least: number): string =>
  level < least ? `(${code})` : code;

class Writer {
  readonly #imports = new Map<string, Import>();
  readonly #helpers = new Set<string>();
  readonly #column: (name: string) => string;

  constructor(column: (name: string) => string) {
    this.#column = column;
  }

  of(e: Typed): Written {
    if (e.node === 'constant') {
      if (e.kind === 'moment') {
        this.#import(['pandas', 'pd']);
        return atom(`pd.Timestamp(${printLiteral(e.value)})`);
      }
      const negative = e.kind === 'number' && (e.value < 0 || Object.is(e.value, -0));
      return { code: printLiteral(e.value), level: negative ? levels.unary : levels.atom };
    }
    if (e.node === 'column') {
      const column = this.#column(e.name);
      return atom(e.kind === 'moment' ? `${this.call(moments, 'moments')}(${column})` : column);
    }
    return operations[e.op](
      this,
      e.args.map((arg) => this.of(arg)),
      e.args,
    );
  }

  with(code: string): PyExpression {
    return { code, imports: [...this.#imports.values()], helpers: [...this.#helpers] };
  }

  numpy(): 'np' {
    this.#import(['numpy', 'np']);
    return 'np';
  }

  call(helper: Helper, name: string): string {
    helper.imports.forEach((each) => this.#import(each));
    this.#helpers.add(helper.code);
    return name;
  }

  #import(each: Import): void {
    this.#imports.set(each.join(' '), each);
  }
}

const finiteOnly: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
  ],
  code: `def finite(numbers: pd.Series) -> pd.Series:
    """Return the numbers; infinities count as missing."""
    return numbers.replace([np.inf, -np.inf], np.nan)`,
};

const moments: Helper = {
  imports: [['pandas', 'pd']],
  code: `def moments(texts: pd.Series) -> pd.Series:
    """Return dates, with or without a time, as moments; other texts are missing."""
    time = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"
    texts = texts.astype("str")
    known = texts.where(texts.str.fullmatch(f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:{time})?"))
    return pd.to_datetime(known.str.slice(0, 26), format="ISO8601", errors="coerce")`,
};

const lowered: Helper = {
  imports: [['typing', 'Any']],
  code: `def lowered(cell: Any) -> Any:
    """Return the text in small letters, each by itself."""
    return "".join(c.lower() for c in cell) if isinstance(cell, str) else cell`,
};

const raised: Helper = {
  imports: [['typing', 'Any']],
  code: `def raised(cell: Any) -> Any:
    """Return the text in capital letters, those that have one of their own."""
    if not isinstance(cell, str):
        return cell
    capitals = ["\\u1e9e" if c == "\\xdf" else c.upper() for c in cell]
    return "".join(k if len(k) == 1 else c for c, k in zip(cell, capitals, strict=True))`,
};

const wordCount: Helper = {
  imports: [
    ['re', ''],
    ['typing', 'Any'],
  ],
  code: `def word_count(cell: Any) -> float:
    """Return how many words the text has, parted by white space."""
${spaceConstant('    ')}
    return float(len(re.findall(f"[^{space}]+", cell)))`,
};

const infix =
  (mark: string, level: number): Write =>
  (_, [a, b]) => ({ code: `${braced(a!, level)} ${mark} ${braced(b!, level + 1)}`, level });

const compared = (mark: string): Write => infix(mark, levels.compare);

const numpyCall =
  (name: string): Write =>
  (writer, args) =>
    atom(`${writer.numpy()}.${name}(${args.map(({ code }) => code).join(', ')})`);

const fold =
  (name: string): Write =>
  (writer, [first, ...rest]) =>
    atom(rest.reduce((code, b) => `${writer.numpy()}.${name}(${code}, ${b.code})`, first!.code));

const guarded =
  (name: string, holds: string): Write =>
  (writer, [x]) => {
    const inner = braced(x!, levels.atom);
    return atom(
      `${writer.numpy()}.${name}(${inner}.where(${braced(x!, levels.compare + 1)} ${holds}))`,
    );
  };

/** Of angles: of infinity there is none. */
const angle =
  (name: string): Write =>
  (writer, [x], typed) => {
    const inner = alwaysFinite(typed[0]!)
      ? x!.code
      : `${writer.call(finiteOnly, 'finite')}(${x!.code})`;
    return atom(`${writer.numpy()}.${name}(${inner})`);
  };

const dated =
  (part: string): Write =>
  (_, [x]) =>
    atom(`${braced(x!, levels.atom)}.dt.${part}.astype("float64")`);

const texted =
  (method: string): Write =>
  (_, [x, text]) =>
    atom(`${braced(x!, levels.atom)}.str.${method}(${text!.code}, na=False)`);

const mapped =
  (helper: Helper, name: string, then = ''): Write =>
  (writer, [x]) =>
    atom(`${braced(x!, levels.atom)}.map(${writer.call(helper, name)}, na_action="ignore")${then}`);

const divided =
  (mark: string): Write =>
  (writer, [a, b], typed) => {
    const safe =
      typed[1]!.node === 'constant'
        ? b!
        : atom(`${braced(b!, levels.atom)}.replace(0, ${writer.numpy()}.nan)`);
    return infix(mark, levels.multiply)(writer, [a!, safe], typed);
  };

/** Python has 1 ** nan = 1 and nan ** 0 = 1; here what is missing stays missing. */
const power: Write = (_, args, typed) => {
  const [a, b] = args;
  const code = `${braced(a!, levels.atom)} ** ${braced(b!, levels.unary)}`;
  const [base, exponent] = typed;
  const always =
    (exponent!.node === 'constant' && exponent!.value !== 0) ||
    (base!.node === 'constant' && base!.value !== 1);
  if (always) return { code, level: levels.power };
  const columns = args.filter((_, k) => typed[k]!.node !== 'constant');
  const present = columns.map((s) => `${braced(s, levels.atom)}.notna()`).join(' & ');
  return atom(`(${code}).where(${present})`);
};

const operations: Readonly<Record<Operation, Write>> = {
  '+': infix('+', levels.add),
  '-': infix('-', levels.add),
  '*': infix('*', levels.multiply),
  '/': divided('/'),
  '%': divided('%'),
  '^': power,
  negative: (_, [x]) => ({ code: `-${braced(x!, levels.unary)}`, level: levels.unary }),
  '=': compared('=='),
  '!=': compared('!='),
  '<': compared('<'),
  '<=': compared('<='),
  '>': compared('>'),
  '>=': compared('>='),
  and: infix('&', levels.and),
  or: infix('|', levels.or),
  not: (_, [x]) => ({ code: `~${braced(x!, levels.unary)}`, level: levels.unary }),
  in: (_, [x, ...items]) =>
    atom(`${braced(x!, levels.atom)}.isin([${items.map((i) => i.code).join(', ')}])`),
  missing: (_, [x]) => atom(`${braced(x!, levels.atom)}.isna()`),
  abs: (_, [x]) => atom(`${braced(x!, levels.atom)}.abs()`),
  sqrt: guarded('sqrt', '>= 0'),
  log: guarded('log', '> 0'),
  log10: guarded('log10', '> 0'),
  log2: guarded('log2', '> 0'),
  exp: numpyCall('exp'),
  floor: numpyCall('floor'),
  ceil: numpyCall('ceil'),
  sign: numpyCall('sign'),
  sin: angle('sin'),
  cos: angle('cos'),
  round: (_, [x, digits]) => atom(`${braced(x!, levels.atom)}.round(${digits?.code ?? ''})`),
  min: fold('fmin'),
  max: fold('fmax'),
  if: (writer, [holds, a, b]) =>
    atom(
      `pd.Series(${writer.numpy()}.where(${holds!.code}, ${a!.code}, ${b!.code}), index=df.index)`,
    ),
  coalesce: (_, [first, ...rest]) =>
    atom(rest.reduce((code, b) => `${code}.fillna(${b.code})`, braced(first!, levels.atom))),
  length: (_, [x]) => atom(`${braced(x!, levels.atom)}.str.len().astype("float64")`),
  words: mapped(wordCount, 'word_count', '.astype("float64")'),
  contains: (_, [x, text]) =>
    atom(`${braced(x!, levels.atom)}.str.contains(${text!.code}, regex=False, na=False)`),
  starts: texted('startswith'),
  ends: texted('endswith'),
  concat: (writer, args, typed) =>
    args.slice(1).reduce((a, b) => infix('+', levels.add)(writer, [a, b], typed), args[0]!),
  slice: (_, [x], typed) => {
    const [start, count] = typed.slice(1).map((t) => (t.node === 'constant' ? Number(t.value) : 0));
    return atom(`${braced(x!, levels.atom)}.str.slice(${start! - 1}, ${start! - 1 + count!})`);
  },
  replace: (_, [x, old, text]) =>
    atom(`${braced(x!, levels.atom)}.str.replace(${old!.code}, ${text!.code}, regex=False)`),
  split: (writer, [x, mark, k]) =>
    atom(
      `${braced(x!, levels.atom)}.str.split(${mark!.code}, regex=False).astype("object").str[${Number(k!.code) - 1}].replace("", ${writer.numpy()}.nan)`,
    ),
  extract: (writer, [x], typed) => {
    const pattern = typed[1]!.node === 'constant' ? pythonPattern(String(typed[1]!.value)) : '';
    const grouped = hasGroup(pattern.replaceAll('\\Z', '$')) ? pattern : `(${pattern})`;
    const found = `${braced(x!, levels.atom)}.str.extract(${printLiteral(grouped)}, expand=False)`;
    return atom(`${found}.replace("", ${writer.numpy()}.nan)`);
  },
  lower: mapped(lowered, 'lowered'),
  upper: mapped(raised, 'raised'),
  date: (writer, [x]) => atom(`${writer.call(moments, 'moments')}(${x!.code})`),
  year: dated('year'),
  quarter: dated('quarter'),
  month: dated('month'),
  day: dated('day'),
  weekday: (_, [x]) => atom(`(${braced(x!, levels.atom)}.dt.weekday + 1).astype("float64")`),
  dayofyear: dated('dayofyear'),
  hour: dated('hour'),
  minute: dated('minute'),
  days: (_, [from, to]) => ({
    code: `(${braced(to!, levels.add)} - ${braced(from!, levels.multiply)}).dt.total_seconds() / 86400`,
    level: levels.multiply,
  }),
};

/** Operations whose numbers are always finite. */
const wholes: ReadonlySet<Operation> = new Set([
  'length',
  'words',
  'year',
  'quarter',
  'month',
  'day',
  'weekday',
  'dayofyear',
  'hour',
  'minute',
  'days',
  'sin',
  'cos',
]);

/** Whether no cell can be infinite: parts of dates and texts, and what is reckoned with them. */
function alwaysFinite(e: Typed): boolean {
  if (e.node === 'constant') return true;
  if (e.node === 'column') return false;
  return wholes.has(e.op) || (['+', '-', '*'].includes(e.op) && e.args.every(alwaysFinite));
}
