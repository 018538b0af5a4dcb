import type { MapAsk, MapMethod, MapResult } from '#lib/recipe/rowsMap.ts';
import { count, counted, percent } from '#lib/ui/format.ts';

/** Each way to lay rows out, with what it keeps and what it does not. */
export const methods: readonly {
  readonly value: MapMethod;
  readonly label: string;
  readonly help: string;
}[] = [
  {
    value: 'pca',
    label: 'Principal components',
    help: 'The flat view in which rows differ most: fast, and distances mean what they say.',
  },
  {
    value: 'umap',
    label: 'UMAP',
    help: 'Keeps each row beside those most like it, so that groups come apart.',
  },
  {
    value: 'tsne',
    label: 't-SNE',
    help: 'Keeps each row beside those most like it, groups evenly packed; slower than UMAP.',
  },
  {
    value: 'mds',
    label: 'Distances (MDS)',
    help: 'Keeps the distance between every two rows as well as a plane can.',
  },
];

/** Methods that look at neighbours, and how many they take unasked (the defaults of scikit-learn and umap-learn). */
export const usualNeighbours: Readonly<Partial<Record<MapMethod, number>>> = { tsne: 30, umap: 15 };

/** What must be known before anybody reads such a map. */
export const caveat =
  'Near rows are alike. How far groups lie from each other, how large they are and how dense means little here; another seed or number of neighbours may move them.';

/** How well the plane stands for the columns. */
export function fitWords({ ask, fit }: MapResult): string {
  if (ask.method === 'pca')
    return `The two directions hold ${percent((fit[0] ?? 0) + (fit[1] ?? 0))} of the variance.`;
  if (ask.method === 'tsne')
    return `Divergence ${fit[0]!.toFixed(3)} after 1,000 turns; 0 is perfect.`;
  if (ask.method === 'mds')
    return `Stress ${fit[0]!.toFixed(3)}: under 0.1 is a fair picture, over 0.2 a poor one.`;
  return '';
}

/** What decided the places, in one or two sentences. */
export function usedWords({ used, leftOut, filled, ask, unprepared }: MapResult): string {
  const how = unprepared === null ? 'as the recipe’s steps leave them' : 'as the table has them';
  const scale = ask.standardise ? ', brought to one scale' : ', in their own units';
  const out =
    leftOut.length === 0
      ? ''
      : ` Left out: ${listed(leftOut.map(({ name, why }) => `${name} (${why})`))}.`;
  const gaps =
    filled.length === 0
      ? ''
      : ` Missing cells stand at the mean, on this map alone: ${listed(filled.map(({ name, cells }) => `${name} (${count(cells)})`))}.`;
  const why = unprepared === null ? '' : ` The steps that learn do not all fit yet: ${unprepared}`;
  return `Placed by ${counted(used.length, 'column')}, ${how}${scale}: ${listed(used)}.${gaps}${out}${why}`;
}

const shown = 8;
const listed = (names: readonly string[]): string =>
  names.length > shown
    ? `${names.slice(0, shown).join(', ')} and ${count(names.length - shown)} more`
    : names.join(', ');

export const askOf = (
  method: MapMethod,
  neighbours: number | undefined,
  standardise: boolean,
): MapAsk => ({
  method,
  neighbours: usualNeighbours[method] === undefined ? 0 : (neighbours ?? usualNeighbours[method]),
  standardise,
});
