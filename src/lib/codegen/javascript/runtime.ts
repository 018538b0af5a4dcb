import { cutWords } from '#lib/recipe/cutWords.ts';
import type { Cut } from '#lib/recipe/decision.ts';

/** The parts of the exported module that are the same for all models, as JavaScript. */

export const unpack = `function unpack(text) {
  const [kind, ...parts] = text.split(":");
  const words = { i1: Int8Array, i2: Int16Array, i4: Int32Array, f8: Float64Array };
  const read = (Words, base64) =>
    new Words(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
  if (kind !== "d") return read(words[kind], parts[0]);
  const values = read(Float64Array, parts[0]);
  return Float64Array.from(unpack(parts.slice(1).join(":")), (place) => values[place]);
}

function revived(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value.packed === "string") return unpack(value.packed);
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, revived(own)]));
}`;

export const reading = `/** What is wrong with a row: one entry for each column. */
export class RowError extends Error {
  constructor(fields) {
    super(fields.map(({ column, reason }) => column + ": " + reason).join("; "));
    this.name = "RowError";
    this.fields = fields;
  }
}

const plainNumber = /^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$/;

/** A cell as the training file would have given it: a number (NaN where missing), or a text or null. */
function cellOf({ kind, order, dates }, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  const missing = value === null || value === undefined || run.missing.includes(text);
  if (kind === "text") {
    if (missing || (order && !order.includes(text))) return null;
    if (typeof value === "object") throw new TypeError("needs a text");
    return text;
  }
  if (kind === "date") {
    const date = missing ? null : dateOf(text, dates);
    if (date === null && !missing) throw new TypeError("needs a date as in the training file");
    return date;
  }
  if (missing) return NaN;
  const trimmed = text.replace(/^[ \\t\\n\\v\\f\\r]+|[ \\t\\n\\v\\f\\r]+$/g, "");
  const number = plainNumber.test(trimmed) ? Number(trimmed) : NaN;
  if (!Number.isFinite(number)) throw new TypeError("needs a number, or nothing where it is missing");
  return number;
}

function read(row) {
  const cells = new Map();
  const wrong = [];
  for (const column of run.columns) {
    const { name } = column;
    if (!Object.hasOwn(row, name)) {
      if (column.required) wrong.push({ column: name, reason: "is missing" });
      else cells.set(name, column.kind === "number" ? NaN : null);
      continue;
    }
    try {
      cells.set(name, cellOf(column, row[name]));
    } catch (error) {
      wrong.push({ column: name, reason: error.message });
    }
  }
  if (wrong.length > 0) throw new RowError(wrong);
  return cells;
}

/** Values that no row of the training file held. */
function strangeIn(cells) {
  return run.columns.flatMap(({ name, seen }) => {
    const value = cells.get(name);
    if (!seen || value === null || Number.isNaN(value)) return [];
    if (seen.categories)
      return seen.categories.includes(value) ? [] : [{ column: name, value, note: "unseen category" }];
    if (value >= seen.minimum && value <= seen.maximum) return [];
    return [{ column: name, value, note: "outside " + seen.minimum + " to " + seen.maximum }];
  });
}`;

/** What the module knows of the threshold: numbers to cut at, and the words a person reads. */
export const spokenCut = (cut: Cut, label: string): object => ({
  threshold: cut.threshold,
  words: cutWords(cut, label),
  ...(cut.groups && { groups: cut.groups }),
});

/** Rows by group, as engine/cut.ts has them. */
const byGroup = `/** The threshold of a row, by the group that it is in. */
function thresholdOf(cells) {
  const { columns: names, of } = run.cut.groups;
  const own = names.map((name, c) => {
    const x = cells.get(name);
    if (x === null || x === undefined || Number.isNaN(x)) return { kind: "missing" };
    const known = of.map((group) => group.cells[c]);
    const inside = (cell) =>
      cell.kind === "range" && typeof x === "number" && x >= (cell.from ?? -Infinity) && x < (cell.to ?? Infinity);
    const found = known.find(inside) ?? known.find((cell) => cell.kind === "level" && cell.level === String(x));
    return found ?? { kind: "other" };
  });
  const same = (a, b) => a.kind === b.kind && a.level === b.level && a.from === b.from && a.to === b.to;
  const group = of.find(({ cells: known }) => known.every((cell, c) => same(cell, own[c])));
  return group ? group.threshold : run.cut.threshold;
}

`;

/**
 * `predict(row)` and what it is asked with.
 * @param cleaning how many of the steps come before the learned ones: groups are of the columns that these leave
 */
export const predicting = (
  cut: Cut | undefined,
  cleaning: number,
): string => `${cut?.groups ? byGroup : ''}/** The columns that a row has, with what the training file held. */
export const columns = run.columns.filter((column) => column.required);

/** Labels of the classes in the order of the probabilities or decisions; null for values. */
export const classes = run.classes;

/**
 * Predicts one row: an object from column to number, text or null.
 * @returns {{prediction, probabilities, decisions, warnings}} probabilities is null for values, and for a model that
 * has decision values of classes instead: the highest is chosen, and they are no probabilities
 * @throws RowError with a reason for each column that does not fit
 */
export function predict(row) {
  const cells = read(row);
  const warnings = strangeIn(cells);
${
  cut?.groups
    ? `  for (const [step, about] of steps.slice(0, ${cleaning})) step(cells, about);
  const threshold = thresholdOf(cells);
  for (const [step, about] of steps.slice(${cleaning})) step(cells, about);
`
    : '  for (const [step, about] of steps) step(cells, about);\n'
}  const x = run.features.map((name) => cells.get(name));
  const gap = run.features.findIndex((_, j) => Number.isNaN(x[j]));
  if (gap >= 0 && !run.gaps)
    throw new RowError([
      { column: run.features[gap], reason: "is missing, and the model has no way to fill it" },
    ]);
  const answer = model(run.state, x, run);
  if (run.classes === null) return { prediction: answer[0], probabilities: null, decisions: null, warnings };
${
  cut
    ? `  const best = answer[1] > ${cut.groups ? 'threshold' : 'run.cut.threshold'} ? 1 : 0;`
    : '  const best = answer.indexOf(Math.max(...answer));'
}
  const said = run.decides ? { probabilities: null, decisions: answer } : { probabilities: answer, decisions: null };
  return { prediction: run.classes[best], ...said, warnings };
}`;
