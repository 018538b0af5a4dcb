import type { ParamsOf } from '#lib/recipe/step.ts';
import { log } from '#lib/engine/elementary.ts';
import { compareTexts } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { fitting, list, names, number, perFeature, record, unless } from '#lib/engine/state.ts';
import {
  categoryColumn,
  replaceColumn,
  type CategoryColumn,
  type Column,
} from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import type { textTerms as spec } from './spec.ts';
import { freeName } from '../../names.ts';

type Params = ParamsOf<typeof spec>;

/** The words of one column in order, the columns they become, and their weights. */
interface Terms {
  readonly words: readonly string[];
  readonly names: readonly string[];
  readonly idf: readonly number[];
}

const termsForm = fitting(
  record<Terms>({ words: names, names, idf: list(number({ least: 0 })) }),
  ({ words, names: own, idf }) =>
    unless([
      own.length === words.length && idf.length === words.length,
      'a word has no column or no weight',
    ]),
);

/** TfidfVectorizer's definitions: words of two letters or more in lower case, smooth idf, rows of length 1; missing is no text. */
export const textTerms = defineLearned<typeof spec>()<readonly Terms[]>({
  kind: 'learned',
  state: { version: 1, form: list(termsForm, perFeature) },

  fit({ table, columns, params }) {
    const gone = new Set(columns);
    const taken = new Set([...table.columns.keys()].filter((name) => !gone.has(name)));
    return columns.map((name) => {
      const c = categoryColumn(table, name, 'textTerms');
      if (table.rows === 0) throw nothingToLearn('textTerms', name, 0, '');
      const { words, idf } = learn(c, params);
      return { words, idf, names: words.map((w) => freeName(`${name}_${w}`, taken)) };
    });
  },

  transform: ({ table, columns, params }, terms) =>
    columns.reduce(
      (now, name, j) =>
        replaceColumn(
          now,
          name,
          weights(categoryColumn(now, name, 'textTerms'), terms[j]!, params),
        ),
      table,
    ),

  report: ({ table, columns }, terms, mood) =>
    columns.map((col, j) => {
      const { words } = terms[j]!;
      const message = `${verb(mood, 'replaced')} '${col}' by the weights of ${counted(words.length, 'word')}${words.length > 0 ? `: ${listed(words, 5)}` : ''}`;
      return effect('create', message, {
        rows_affected: table.rows,
        col,
        columns_added: words.length,
      });
    }),
});

/** Python's \w: letters, digits and other numbers of any script, and the underscore. */
const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];

/** How often each word stands in a text. */
function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function learn(c: CategoryColumn, { maxFeatures, minDf }: Params): Pick<Terms, 'words' | 'idf'> {
  const uses = new Float64Array(c.levels.length);
  for (const code of c.codes) if (code >= 0) uses[code]! += 1;
  const total = new Map<string, number>();
  const rows = new Map<string, number>();
  c.levels.forEach((text, k) => {
    if (uses[k] === 0) return;
    for (const [word, n] of countsOf(text)) {
      total.set(word, (total.get(word) ?? 0) + n * uses[k]!);
      rows.set(word, (rows.get(word) ?? 0) + uses[k]!);
    }
  });
  const words = [...total]
    .filter(([word]) => rows.get(word)! >= minDf)
    .sort(([a, n], [b, m]) => m - n || compareTexts(a, b))
    .slice(0, maxFeatures)
    .map(([word]) => word)
    .sort(compareTexts);
  const idf = words.map((word) => log((1 + c.codes.length) / (1 + rows.get(word)!)) + 1);
  return { words, idf };
}

function weights(
  c: CategoryColumn,
  { words, names, idf }: Terms,
  { sublinearTf }: Params,
): [string, Column][] {
  const place = new Map(words.map((word, k) => [word, k]));
  const byLevel = c.levels.map((text) => {
    const found = [...countsOf(text)].flatMap(([word, n]): [number, number][] => {
      const k = place.get(word);
      return k === undefined ? [] : [[k, (sublinearTf ? 1 + log(n) : n) * idf[k]!]];
    });
    found.sort(([a], [b]) => a - b);
    const length = Math.sqrt(found.reduce((sum, [, w]) => sum + w * w, 0));
    return found.map(([k, w]) => [k, w / length] as const);
  });
  const made = words.map(() => new Float64Array(c.codes.length));
  c.codes.forEach((code, i) => {
    if (code >= 0) for (const [k, w] of byLevel[code]!) made[k]![i] = w;
  });
  return names.map((name, k) => [name, { kind: 'number', values: made[k]! }]);
}
