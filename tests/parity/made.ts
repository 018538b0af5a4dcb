import { RandomState } from '#lib/engine/random.ts';
import type { OpenChoices } from '#lib/data/formats/open.ts';
import type { ColumnType, Role, Task } from '#lib/recipe/profile.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import type { Delimited } from '#lib/recipe/source.ts';
import type { StepId } from '#lib/steps/specs.ts';
import type { Model } from './tables.ts';

export type MadeStep = readonly [
  step: StepId,
  columns: readonly string[],
  params?: Readonly<Record<string, unknown>>,
  enabled?: boolean,
];

/** A file made for one difficulty, and a recipe by hand. */
export interface Made {
  readonly name: string;
  readonly csv: string | Uint8Array;
  readonly open?: OpenChoices;
  readonly target: string;
  readonly task?: Task;
  /** Where the recipe sees another type or role than the file suggests. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly roles?: Readonly<Record<string, Role>>;
  readonly steps: readonly MadeStep[];
  readonly split?: Split;
  readonly models: readonly Model[];
  /** What must agree needs facts from the profile. */
  readonly needsProfile?: true;
}

/** What is said of the text of a file. */
export const said = (format: Partial<Omit<Delimited, 'kind'>>): OpenChoices => ({
  format: { kind: 'delimited', ...format },
});

export type Cell = string | number | null;
export type MadeColumn = readonly [header: string, cells: readonly Cell[]];

export const linear: readonly Model[] = [['linearRegression'], ['ridge', { alpha: 0.7 }]];
export const logistic: readonly Model[] = [['logisticRegression', { C: 0.8 }]];

export const split = (test: number, validation = 0, more: Partial<Split> = {}): Split =>
  ({ method: 'random', test, validation, stratify: true, seed: 11, ...more }) as Split;

/** A CSV text; cells are quoted where they must be. */
export function csvOf(
  columns: readonly MadeColumn[],
  { delimiter = ',', eol = '\n', quote = '"' } = {},
): string {
  const cell = (value: Cell): string => {
    const text = value === null ? '' : String(value);
    const special = [delimiter, quote, '\n', '\r'].some((c) => c !== '' && text.includes(c));
    return special ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}` : text;
  };
  const rows = columns[0]![1].map((_, i) => columns.map(([, cells]) => cells[i]!));
  return [columns.map(([header]) => header), ...rows]
    .map((row) => row.map(cell).join(delimiter) + eol)
    .join('');
}

/** Draws for one table, the same each time. */
export class Draws {
  readonly #random: RandomState;
  readonly rows: number;

  constructor(rows: number, seed: number) {
    this.rows = rows;
    this.#random = new RandomState(seed);
  }

  /** Normal numbers with a few decimals; a share of them missing. */
  numbers(mean: number, deviation: number, { decimals = 3, missing = 0 } = {}): Cell[] {
    return this.#cells(missing, () =>
      Number(this.#random.normal(mean, deviation).toFixed(decimals)),
    );
  }

  /** One of the words, the earlier the likelier. */
  words(words: readonly string[], missing = 0): Cell[] {
    const place = (): number => Math.floor(words.length * this.#random.randomSample() ** 1.6);
    return this.#cells(missing, () => words[place()]!);
  }

  #cells(missing: number, draw: () => Cell): Cell[] {
    return Array.from({ length: this.rows }, () => {
      const value = draw();
      return this.#random.randomSample() < missing ? null : value;
    });
  }

  /** A number that depends on all columns, and on chance. */
  answer(columns: readonly MadeColumn[]): number[] {
    const lengths = (cell: Cell): number =>
      typeof cell === 'number' ? cell : cell === null ? 1 : (cell.codePointAt(0)! % 7) / 2;
    return Array.from({ length: this.rows }, (_, i) => {
      const sum = columns.reduce(
        (total, [, cells], j) => total + Math.tanh(lengths(cells[i]!) / (j + 3)),
        0,
      );
      return Number((10 * sum + this.#random.normal(0, 3)).toFixed(3));
    });
  }
}

/** Cuts a number into as many classes as there are names, equally many rows in each. */
export function classesOf(answer: readonly number[], names: readonly Cell[]): Cell[] {
  const sorted = [...answer].sort((a, b) => a - b);
  return answer.map((x) => names[Math.floor((sorted.indexOf(x) * names.length) / sorted.length)]!);
}

/** 240 rows of everything a table of people has; `answer` (number) and `label` (yes, no) are the targets. */
export function people(seed = 1, rows = 240): MadeColumn[] {
  const draws = new Draws(rows, seed);
  const features: MadeColumn[] = [
    ['age', draws.numbers(40, 13, { decimals: 0, missing: 0.15 })],
    ['income', draws.numbers(2500, 700, { missing: 0.05 })],
    ['visits', draws.numbers(3, 1.4, { decimals: 0 })],
    ['city', draws.words(['Oslo', 'Łódź', 'Zürich', "L'Aquila", 'São Paulo', '東京', 'Åbo'], 0.08)],
    ['size', draws.words(['low', 'mid', 'high'], 0.1)],
    ['member', draws.words(['True', 'False'])],
  ];
  const answer = draws.answer(features);
  return [...features, ['answer', answer], ['label', classesOf(answer, ['no', 'yes'])]];
}

/** The same columns but those named, with others in their place or at the end. */
export function withColumns(
  columns: readonly MadeColumn[],
  changed: readonly MadeColumn[],
  dropped: readonly string[] = [],
): MadeColumn[] {
  const replaced = new Map(columns.filter(([name]) => !dropped.includes(name)));
  for (const [name, cells] of changed) replaced.set(name, cells);
  return [...replaced];
}
