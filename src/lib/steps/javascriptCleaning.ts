import { derivedCode } from '#lib/codegen/javascript/formula.ts';
import type {
  CleaningSpeakings,
  CleaningSpoken,
  Spoken,
} from '#lib/codegen/javascript/speaking.ts';
import { textSpace } from '#lib/recipe/expression/space.ts';
import type { Typed } from '#lib/recipe/expression/check.ts';
import type { ParamsOf, StepSpecs } from '#lib/recipe/step.ts';
import { edit as changedCase } from './clean/changeCase/edit.ts';
import { edit as replacedText } from './clean/replaceText/edit.ts';
import { blanks, falseWords, numberPattern, trueWords } from './clean/cast/readings.ts';
import { numberOf } from './clean/texts.ts';
import { derive as calculated } from './create/calculate/derive.ts';
import { derive as combined } from './create/combineNumbers/derive.ts';
import { derive as datesApart } from './create/dateParts/derive.ts';
import { derive as daysCounted } from './create/daysSince/derive.ts';
import { derive as transformed } from './create/mathTransform/derive.ts';
import { derive as textsSplit } from './create/splitText/derive.ts';
import { derive as textsMeasured } from './create/textFacts/derive.ts';
import type { Derive } from './derived.ts';
import { stepSpecs, type StepId } from './specs.ts';

/** Rows that are to be predicted all stay, as in the exported Python. */
const passes: Spoken = { code: 'function passes() {}' };

/** A step whose new columns are formulas over their row. */
const derives = <Params>(derive: Derive<Params>): CleaningSpoken => ({
  ...derivedCode,
  given: (before, columns, params) => {
    const { derived, dropped } = derive(before, columns, params as Params);
    return { made: derived.map(({ name, value }) => [name, value]), dropped };
  },
});

/** A step that writes each text of its columns anew. */
const edits = <Params>(edit: (text: Typed, params: Params) => Typed): CleaningSpoken => ({
  ...derivedCode,
  given: (_before, columns, params) => ({
    made: columns.map((name) => [
      name,
      edit({ node: 'column', kind: 'text', name }, params as Params),
    ]),
    dropped: [],
  }),
});

/** As DuckDB prints a double: whole ones without a point, an exponent from 1e16 on and below 1e-4. */
const numberText = `function numberText(x) {
  if (Number.isNaN(x)) return null;
  if (Number.isInteger(x) && Math.abs(x) < 2 ** 53) return String(x + 0);
  const [digits, exponent] = x.toExponential().split("e");
  const e = Number(exponent);
  if (e >= 16 || e < -4)
    return digits + "e" + (e < 0 ? "-" : "+") + String(Math.abs(e)).padStart(2, "0");
  const sign = x < 0 ? "-" : "";
  const bare = digits.replace("-", "").replace(".", "");
  if (e < 0) return sign + "0." + "0".repeat(-e - 1) + bare;
  return sign + bare.slice(0, e + 1).padEnd(e + 1, "0") + "." + (bare.slice(e + 1) || "0");
}`;

const cast: CleaningSpoken = {
  uses: [numberText],
  given: (_before, _columns, { to }) => ({
    to,
    blanks,
    number: numberPattern,
    words: [trueWords, falseWords],
  }),
  code: `function cast(row, { columns, params: { to, blanks, number, words } }) {
  const trimmed = new RegExp("^[" + blanks + "]+|[" + blanks + "]+$", "g");
  const numberOf = (x) => {
    if (typeof x === "number") return x;
    const value = x !== null && new RegExp("^(?:" + number + ")$").test(x) ? Number(x.replace(trimmed, "")) : NaN;
    return Number.isFinite(value) ? value : NaN;
  };
  const truthOf = (x) => {
    const word = typeof x === "number" || x === null ? x : x.replace(trimmed, "").toLowerCase();
    if (word === 1 || words[0].includes(word)) return "true";
    return word === 0 || words[1].includes(word) ? "false" : null;
  };
  for (const name of columns) {
    const x = row.get(name);
    if (to === "boolean") row.set(name, truthOf(x));
    else if (to === "number") row.set(name, numberOf(x));
    else if (to === "integer") row.set(name, Number.isInteger(numberOf(x)) ? numberOf(x) : NaN);
    else row.set(name, typeof x === "number" ? numberText(x) : x);
  }
}`,
};

const markMissing: CleaningSpoken = {
  given: (_before, _columns, params) => {
    const { values } = params as ParamsOf<typeof stepSpecs.markMissing>;
    return { texts: values, numbers: values.flatMap((text) => numberOf(text) ?? []) };
  },
  code: `function markMissing(row, { columns, params: { texts, numbers } }) {
  for (const name of columns) {
    const x = row.get(name);
    if (numbers.includes(x)) row.set(name, NaN);
    else if (texts.includes(x)) row.set(name, null);
  }
}`,
};

const replaceValues: CleaningSpoken = {
  code: `function replaceValues(row, { columns, params }) {
  const mapping = new Map(params.mapping);
  for (const name of columns) row.set(name, mapping.get(row.get(name)) ?? row.get(name));
}`,
};

const trimText: CleaningSpoken = {
  given: (_before, _columns, { collapse }) => ({ collapse, space: textSpace }),
  code: `function trimText(row, { columns, params: { collapse, space } }) {
  const ends = new RegExp("^[" + space + "]+|[" + space + "]+$", "gu");
  for (const name of columns) {
    const x = row.get(name);
    if (typeof x !== "string") continue;
    const text = x.replace(ends, "");
    row.set(name, (collapse ? text.replace(new RegExp("[" + space + "]+", "gu"), " ") : text) || null);
  }
}`,
};

const spoken: CleaningSpeakings = {
  dropDuplicates: passes,
  dropNearDuplicates: passes,
  filterRows: passes,
  sampleRows: passes,
  sortRows: passes,
  cast,
  markMissing,
  replaceValues,
  trimText,
  changeCase: edits(changedCase),
  replaceText: edits(replacedText),
  calculate: derives(calculated),
  combineNumbers: derives(combined),
  dateParts: derives(datesApart),
  daysSince: derives(daysCounted),
  mathTransform: derives(transformed),
  splitText: derives(textsSplit),
  textFacts: derives(textsMeasured),
  dropColumns: {
    code: `function dropColumns(row, { columns }) {
  for (const name of columns) row.delete(name);
}`,
  },
  keepColumns: {
    code: `function keepColumns(row, { columns }) {
  for (const name of [...row.keys()]) if (!columns.includes(name)) row.delete(name);
}`,
  },
  renameColumns: {
    code: `function renameColumns(row, { params }) {
  const names = new Map(params.mapping);
  const cells = [...row];
  row.clear();
  for (const [name, value] of cells) row.set(names.get(name) ?? name, value);
}`,
  },
} satisfies Partial<Record<StepId, CleaningSpoken>>;

/**
 * The cleaning steps that are said in JavaScript. Those that make other rows, or read other rows, are not, and the
 * exported files tell so by name.
 */
export const cleaningSpeakings: CleaningSpeakings = Object.fromEntries(
  Object.entries(spoken).map(([id, own]) => {
    const after = (stepSpecs as StepSpecs)[id]?.columnsAfter;
    return [id, after ? { ...own, after } : own];
  }),
);
