/**
 * Formulas over a row as the exported JavaScript works them out: `engine/expressionSql.ts` says the same in SQL. Numbers
 * are NaN where missing, texts and moments null; moments are microseconds since 1970 as whole BigInts.
 */

const moment = `/** A date in ISO 8601, with or without a time, in microseconds since 1970; null where it is none. */
function moment(text) {
  const time = "(?:[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.]([0-9]{1,9}))?)?)?";
  const found = new RegExp("^([0-9]{4})-([0-9]{2})-([0-9]{2})" + time + "$").exec(text ?? "");
  if (!found) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = found;
  const at = new Date(0);
  at.setUTCFullYear(+year, month - 1, +day);
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== +day) return null;
  at.setUTCHours(+hour, +minute, +second);
  return BigInt(at.getTime()) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}`;

const operations = `const isGap = (x) => x === null || Number.isNaN(x);
const only = (x, holds, value) => (holds ? value : NaN);
const present = (numbers) => numbers.filter((x) => !Number.isNaN(x));
const split = (a, b) => (b === 0 ? NaN : a / b);
const remainder = (a, b) => {
  const left = b === 0 ? NaN : a % b;
  return left !== 0 && left < 0 !== b < 0 ? left + b : left;
};
const power = (a, b) => (Math.abs(a) === 1 && Math.abs(b) === Infinity ? 1 : a ** b);
/** To the nearest whole number, halves to the even one. */
const even = (x) => {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
};
const letters = (text, change) => (text === null ? null : [...text].map(change).join(""));
const raised = (c) => {
  const capital = c === "\\u00df" ? "\\u1e9e" : c.toUpperCase();
  return [...capital].length === 1 ? capital : c;
};
const part = (of) => (at) => {
  if (at === null) return NaN;
  const seconds = at / 1000000n - (at % 1000000n < 0n ? 1n : 0n);
  return of(new Date(Number(seconds) * 1000));
};
const text = (of) => (x, ...more) => (x === null ? null : of(x, ...more));
const size = (of) => (x, ...more) => (x === null ? NaN : of(x, ...more));
const says = (of) => (x, ...more) => x !== null && more[0] !== null && of(x, more[0]);
const noneIfEmpty = (x) => (x === "" || x === undefined ? null : x);
const dayOfYear = (d) => (Date.UTC(2000, d.getUTCMonth(), d.getUTCDate()) - Date.UTC(2000, 0, 0)) / 864e5;
const leap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const operations = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": split,
  "%": remainder,
  "^": power,
  negative: (x) => -x,
  "=": (a, b) => a === b && !isGap(a),
  "!=": (a, b) => isGap(a) || a !== b,
  "<": (a, b) => !isGap(a) && !isGap(b) && a < b,
  "<=": (a, b) => !isGap(a) && !isGap(b) && a <= b,
  ">": (a, b) => !isGap(a) && !isGap(b) && a > b,
  ">=": (a, b) => !isGap(a) && !isGap(b) && a >= b,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (x) => !x,
  in: (x, ...items) => !isGap(x) && items.includes(x),
  missing: isGap,
  abs: Math.abs,
  sqrt: (x) => only(x, x >= 0, Math.sqrt(x)),
  log: (x) => only(x, x > 0, Math.log(x)),
  log10: (x) => only(x, x > 0, Math.log10(x)),
  log2: (x) => only(x, x > 0, Math.log2(x)),
  exp: Math.exp,
  floor: Math.floor,
  ceil: Math.ceil,
  sign: (x) => (x === 0 ? 0 : Math.sign(x)),
  sin: Math.sin,
  cos: Math.cos,
  round: (x, digits) => (digits === undefined ? even(x) : even(x * Number("1e" + digits)) / Number("1e" + digits)),
  min: (...all) => (present(all).length > 0 ? Math.min(...present(all)) : NaN),
  max: (...all) => (present(all).length > 0 ? Math.max(...present(all)) : NaN),
  if: (holds, a, b) => (holds ? a : b),
  coalesce: (...all) => all.find((x) => !isGap(x)) ?? all.at(-1),
  length: size((x) => [...x].length),
  words: size((x) => x.split(new RegExp("[" + run.space + "]+", "u")).filter((word) => word !== "").length),
  contains: says((x, part) => x.includes(part)),
  starts: says((x, part) => x.startsWith(part)),
  ends: says((x, part) => x.endsWith(part)),
  concat: (...all) => (all.includes(null) ? null : all.join("")),
  slice: text((x, start, count) => [...x].slice(start - 1, start - 1 + count).join("")),
  replace: text((x, old, by) => x.split(old).join(by)),
  split: text((x, mark, k) => noneIfEmpty(x.split(mark)[k - 1])),
  extract: text((x, pattern) => {
    const found = new RegExp(lineless(pattern), "u").exec(x);
    return noneIfEmpty(found === null ? null : found.length > 1 ? found[1] : found[0]);
  }),
  lower: (x) => letters(x, (c) => c.toLowerCase()),
  upper: (x) => letters(x, raised),
  date: moment,
  year: part((d) => d.getUTCFullYear()),
  quarter: part((d) => Math.floor(d.getUTCMonth() / 3) + 1),
  month: part((d) => d.getUTCMonth() + 1),
  day: part((d) => d.getUTCDate()),
  weekday: part((d) => d.getUTCDay() || 7),
  dayofyear: part((d) => dayOfYear(d) - (d.getUTCMonth() > 1 && !leap(d.getUTCFullYear()) ? 1 : 0)),
  hour: part((d) => d.getUTCHours()),
  minute: part((d) => d.getUTCMinutes()),
  days: (from, to) => (from === null || to === null ? NaN : Number(to - from) / 1e6 / 86400),
};`;

/** A dot leaves out a line feed only, as in Python and RE2. */
const lineless = `function lineless(pattern) {
  return pattern.replace(/\\\\.|\\[(?:\\\\.|[^\\]])*\\]|\\./gsu, (part) => (part === "." ? "[^\\\\n]" : part));
}`;

const worth = `function worth(e, row) {
  if (e.node === "constant") return e.kind === "moment" ? moment(e.value) : e.value;
  if (e.node === "column") return e.kind === "moment" ? moment(row.get(e.name)) : row.get(e.name);
  return operations[e.op](...e.args.map((arg) => worth(arg, row)));
}`;

const cell = `function formulaCell(e, row) {
  const value = worth(e, row);
  if (e.kind === "truth") return value ? "true" : "false";
  if (e.kind === "text") return noneIfEmpty(value);
  return Number.isFinite(value) ? value : NaN;
}`;

/** Cells by formulas, all of the row as it was; then columns that are no more. */
export const derivedCode = {
  uses: [moment, lineless, operations, worth, cell],
  code: `function derived(row, { params }) {
  const made = params.made.map(([name, formula]) => [name, formulaCell(formula, row)]);
  for (const name of params.dropped) row.delete(name);
  for (const [name, value] of made) row.set(name, value);
}`,
};
