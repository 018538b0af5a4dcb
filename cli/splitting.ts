import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification, isSupervised, type Task } from '#lib/recipe/profile.ts';
import { apply } from '#lib/recipe/edits.ts';
import type { Recipe, Split } from '#lib/recipe/recipe.ts';
import { splitEdit } from '#lib/recipe/splitting.ts';
import { numberOption, usage, type Option, type Parsed } from './args.ts';

/** How rows are parted, for every command that trains. */
export const splitOptions: readonly Option[] = [
  {
    name: 'test',
    value: 'SHARE',
    help: 'share of the test part, default 0.2, and 0 without a target',
  },
  { name: 'validation', value: 'SHARE', help: 'share of the validation part, default 0' },
  { name: 'split-column', value: 'NAME', help: 'a column that holds train, validation and test' },
  { name: 'group', value: 'COLUMN', help: 'keep rows with the same value of it in one part' },
  { name: 'time', value: 'COLUMN', help: 'split in its order: the latest rows are for test' },
  { name: 'gap', value: 'ROWS', help: 'with --time: rows left out before each part, default 0' },
  {
    name: 'blocks',
    value: 'X,Y,SIZE',
    help: 'keep squares of a map together: two columns and the side of a square',
  },
  { name: 'seed', value: 'N', help: 'random_state of the split and the model, default 42' },
];

export interface AskedSplit {
  readonly seed: number;
  readonly split: (task: Task) => Split;
}

const ways = ['split-column', 'group', 'time', 'blocks'] as const;

/** Read before the file is, so that a wrong call is told at once. @throws EngineError 'usage' */
export function splitOf(parsed: Parsed): AskedSplit {
  const given = ways.filter((w) => parsed.options.has(w));
  if (given.length > 1)
    throw usage(`--${given.join(' and --')} are given together`, 'Rows are split one way.');
  if (parsed.options.has('gap') && given[0] !== 'time')
    throw usage('--gap is given without --time', 'Say with --time which column has the order.');
  const share = { min: 0, max: 0.99 };
  const testOf = (task: Task): number =>
    numberOption(parsed, 'test', { fallback: isSupervised(task) ? 0.2 : 0, ...share });
  testOf('binary');
  const validation = numberOption(parsed, 'validation', { fallback: 0, ...share });
  const whole = { min: 0, max: 4294967295, whole: true };
  const seed = numberOption(parsed, 'seed', { fallback: 42, ...whole });
  const gap = numberOption(parsed, 'gap', { fallback: 0, min: 0, max: 1e9, whole: true });
  const blocks = blocksOf(parsed);
  const split = (task: Task): Split => {
    const shares = { test: testOf(task), validation };
    const column = parsed.options.get(given[0] ?? '') ?? '';
    if (given[0] === 'split-column') return { method: 'column', column };
    if (given[0] === 'group') return { method: 'group', column, ...shares, seed };
    if (given[0] === 'time') return { method: 'time', column, ...shares, gap };
    if (blocks) return { method: 'block', ...blocks, ...shares, seed };
    return { method: 'random', ...shares, stratify: isClassification(task), seed };
  };
  return { seed, split };
}

function blocksOf(parsed: Parsed): { columns: [string, string]; size: number } | null {
  const text = parsed.options.get('blocks');
  if (text === undefined) return null;
  const [x, y, side, ...more] = text.split(',');
  const size = Number(side);
  if (x && y && more.length === 0 && size > 0) return { columns: [x, y], size };
  throw usage(`--blocks is ${text}`, 'Write two columns and a size, like latitude,longitude,1.');
}

/** The columns that split get their roles. @throws EngineError 'column-missing' */
export function withSplitRoles(recipe: Recipe): Recipe {
  const { split } = recipe;
  const used = 'column' in split ? [split.column] : 'columns' in split ? split.columns : [];
  for (const column of used)
    if (!recipe.source.columns.some((c) => c.name === column))
      throw new EngineError({
        code: 'column-missing',
        what: `There is no column “${column}” to split by`,
        where: { column },
        remedy: 'Give the name of a column, exactly as in the file.',
      });
  return apply(recipe, splitEdit(recipe, split));
}
