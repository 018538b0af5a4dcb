import { isNumeric } from '../profile.ts';
import type { ColumnProfile, TopValue } from '../profile.ts';
import { abbreviationsIn } from './abbreviations.ts';
import { limits } from './limits.ts';
import { holdsCodes, joinsNumbers, wordsAmongNumbers } from './numbersInTexts.ts';
import { asking, leaveOut, perColumn, type Draft, type Rule } from './rule.ts';
import { counted, listed, percent, percentOf, plainPercent, quoted } from './words.ts';

const { almostNumbers, joined, mixedType, markedNumbers } = limits;

export const textRules: readonly Rule[] = [
  {
    id: 'misfits',
    title: 'Cells that do not fit their type',
    threshold: 'any cell whose text is no value of the type of its column',
    most: 30,
    together: 'columns have cells that do not fit their type',
    find: perColumn(({ column, rows, isTarget }) => {
      if (column.misfits === 0) return null;
      const samples = column.misfitSamples.map(quoted).join(', ');
      return {
        severity: 'high',
        title: `${column.name} has ${counted(column.misfits, 'cell')} that ${column.misfits === 1 ? 'is' : 'are'} no ${kindOf(column)}`,
        detail: `${samples}: ${percent(column.misfits, rows)} of the rows, taken as missing.`,
        columns: [column.name],
        value: column.misfits,
        weight: Math.min(8, 2 + (20 * column.misfits) / rows),
        ...(isTarget
          ? {
              noFix:
                'A target is never made up: correct these cells in the file, or read it as another type.',
            }
          : { fix: asking(`Impute ${column.name}`, 'impute', column.name) }),
      };
    }),
  },
  {
    id: 'almost-numbers',
    title: 'Text that is almost all numbers',
    threshold: `at least ${plainPercent(almostNumbers.share)} of the values are numbers, and not all; or ${plainPercent(almostNumbers.besideWords)} beside three words at most`,
    most: 12,
    together: 'columns are text, but almost all numbers',
    find: perColumn(({ column }) => {
      if (isNumeric(column.type) || column.numberShare === 1 || holdsCodes(column)) return null;
      const words = wordsAmongNumbers(column);
      if (words.length === 0 && column.numberShare < almostNumbers.share) return null;
      return {
        severity: 'medium',
        title: `${column.name} is text, but ${percentOf(column.numberShare)} of its values are numbers`,
        detail: stoppedBy(column, words),
        columns: [column.name],
        value: column.numberShare,
        weight: 3,
        fix: {
          label: `Cast ${column.name} to numbers`,
          action: { kind: 'step', step: 'cast', columns: [column.name] },
        },
      };
    }),
  },
  {
    id: 'numbers-as-text',
    title: 'Numbers kept as text',
    threshold: `at least ${plainPercent(markedNumbers.share)} of the values are numbers once signs of money, percent and thousands are taken away`,
    most: 9,
    together: 'columns hold numbers as text',
    find: perColumn(({ column }) => {
      const share = (column.text?.markedNumberShare ?? 0) + column.numberShare;
      if (!column.text || column.text.markedNumberShare === 0 || share < markedNumbers.share)
        return null;
      const sample = column.top.find((t) => /[^\d.]/.test(t.value))?.value;
      return {
        severity: 'medium',
        title: `${column.name} holds numbers as text`,
        detail: `${percentOf(share)} of its values${sample === undefined ? '' : `, such as ${quoted(sample)},`} are numbers but for their signs.`,
        columns: [column.name],
        value: share,
        weight: 3,
        fix: {
          label: `Read ${column.name} as numbers`,
          action: { kind: 'setType', column: column.name, type: 'number' },
        },
      };
    }),
  },
  {
    id: 'mixed-type',
    title: 'Values of several types',
    threshold: `numbers, or dates, are at least ${plainPercent(mixedType.share)} of the texts, and not nearly all`,
    most: 6,
    together: 'columns hold values of several types',
    find: perColumn(({ column, isTarget }) => {
      const { numberShare, text, type } = column;
      if (!text || type === 'date' || type === 'datetime' || type === 'boolean') return null;
      const isMixed = (share: number, most: number): boolean =>
        share >= mixedType.share && share < most;
      if (wordsAmongNumbers(column).length > 0) return null;
      const numbers = isMixed(numberShare, almostNumbers.share);
      if (!numbers && !isMixed(text.dateShare, 1)) return null;
      const share = numbers ? numberShare : text.dateShare;
      return {
        severity: 'low',
        title: `${column.name} mixes texts and ${numbers ? 'numbers' : 'dates'}`,
        detail: `${percentOf(share)} of its values are ${numbers ? 'numbers' : 'dates'}, the others are not.`,
        columns: [column.name],
        value: share,
        weight: 1,
        ...(isTarget
          ? { noFix: 'A target of two kinds is two targets: choose which of them is meant.' }
          : { fix: leaveOut(column.name) }),
      };
    }),
  },
  {
    id: 'joined-numbers',
    title: 'Two numbers in one text',
    threshold: `two numbers with one mark between them in at least ${plainPercent(joined.share)} of the values, and more than ${joined.values} different ones`,
    most: 9,
    together: 'columns hold two numbers in one text',
    find: perColumn(({ column, isTarget }) => {
      const pairs = column.text?.pairs;
      if (!pairs || isTarget || !joinsNumbers(column)) return null;
      const sample = column.top[0] ? `, such as ${quoted(column.top[0].value)}` : '';
      return {
        severity: 'medium',
        title: `${column.name} holds two numbers in one text`,
        detail: `${percentOf(pairs.share)} of its values${sample}: apart, a model can read them.`,
        columns: [column.name],
        value: pairs.share,
        weight: 3,
        fix: asking(`Split ${column.name} at ${quoted(pairs.mark)}`, 'splitText', column.name, {
          delimiter: pairs.mark,
          parts: 2,
        }),
      };
    }),
  },
  {
    id: 'padded',
    title: 'Spaces around texts',
    threshold: 'any text that begins or ends with white space',
    most: 4,
    together: 'columns have texts with spaces around them',
    find: perColumn(({ column, present }) => {
      const padded = column.text?.padded ?? 0;
      if (padded === 0) return null;
      const all = padded === present;
      return {
        severity: 'low',
        title: `${column.name} has spaces around ${all ? 'every text' : counted(padded, 'text')}`,
        detail: all
          ? 'All alike, so that no value is split in two; a comparison with the bare text fails.'
          : `${percent(padded, present)} of its values; with and without spaces a value counts as two.`,
        columns: [column.name],
        value: padded,
        weight: all ? 0.5 : 1,
        ...trimmingOf(column),
      };
    }),
  },
  {
    id: 'spelling-variants',
    title: 'One value in several spellings',
    threshold:
      'any two values that differ only in case, in white space or in how an accent is coded',
    most: 6,
    together: 'columns spell a value in several ways',
    find: perColumn(({ column, present }) => {
      const variants = column.text?.variants;
      if (!variants || variants.values === 0 || column.role === 'id') return null;
      const samples = variants.samples.slice(0, 2).map((s) => s.map(quoted).join(' / '));
      const free = column.type === 'text';
      return {
        severity: free ? 'low' : 'medium',
        title: `${column.name} spells ${counted(variants.values, 'value')} in another way too`,
        detail: `${listed(samples)}: ${counted(variants.cells, 'cell')}, ${percent(variants.cells, present)} of its values.`,
        columns: [column.name],
        value: variants.values,
        weight: free ? 0.5 : Math.min(3, 1 + (10 * variants.cells) / present),
        ...mergingOf(column),
      };
    }),
  },
  {
    id: 'abbreviations',
    title: 'Words and their first letters',
    threshold: `single letters, each the first of one other value; at most ${limits.abbreviated.levels} values`,
    most: 6,
    together: 'columns hold words and their first letters',
    find: perColumn(({ column, present }) => {
      const pairs = abbreviationsIn(column);
      if (pairs.length === 0) return null;
      const short = new Set(pairs.map(([letter]) => letter));
      const cells = column.top.reduce((n, t) => n + (short.has(t.value) ? t.count : 0), 0);
      const said = pairs.map(([letter, word]) => `${quoted(letter)} for ${quoted(word)}`);
      return {
        severity: 'medium',
        title: `${column.name} may say ${listed(said)}`,
        detail: `${counted(cells, 'cell')}, ${percent(cells, present)} of its values: as they stand they count as other levels.`,
        columns: [column.name],
        value: cells / present,
        weight: Math.min(3, 1 + (10 * cells) / present),
        fix: asking(`Write the words out in ${column.name}`, 'replaceValues', column.name, {
          mapping: pairs,
        }),
      };
    }),
  },
];

/** What keeps a column of numbers from being one. */
function stoppedBy({ top }: ColumnProfile, words: readonly TopValue[]): string {
  if (words.length > 0) {
    const named = words.map((w) => `${quoted(w.value)} in ${counted(w.count, 'cell')}`);
    return `The others say ${listed(named)}: as numbers these would be missing.`;
  }
  const odd = top.map((t) => t.value).find((t) => !/\d/.test(t));
  return odd === undefined
    ? 'Some texts stop it from being a number.'
    : `Texts such as ${quoted(odd)} stop it from being a number.`;
}

/** A date is read without its spaces, and a step on its texts would come too late. */
function trimmingOf({ name, type }: ColumnProfile): Pick<Draft, 'fix' | 'noFix'> {
  return type === 'date' || type === 'datetime'
    ? { noFix: 'Dates are read without the spaces around them; nothing is lost.' }
    : { fix: asking(`Trim ${name}`, 'trimText', name) };
}

/**
 * Each spelling with the most frequent one, that without white space too much, so that the column may be trimmed before
 * or after; null where they are too many to be listed.
 */
function spellingsIn({ text }: ColumnProfile): readonly [string, string][] | null {
  const { values = 0, samples = [] } = text?.variants ?? {};
  if (samples.reduce((sum, group) => sum + group.length - 1, 0) !== values) return null;
  return samples.flatMap((group) => {
    const kept = group[0]!.trim().replace(/\s+/gu, ' ');
    return group.filter((old) => old !== kept).map((old): [string, string] => [old, kept]);
  });
}

function mergingOf(column: ColumnProfile): Pick<Draft, 'fix' | 'noFix'> {
  const mapping = spellingsIn(column);
  if (mapping === null)
    return {
      noFix: 'They are too many to be merged one by one: trim the column, or leave it out.',
    };
  return {
    fix: asking(`Merge the spellings of ${column.name}`, 'replaceValues', column.name, { mapping }),
  };
}

function kindOf({ type }: ColumnProfile): string {
  if (type === 'date' || type === 'datetime') return 'date';
  return type === 'duration' ? 'duration' : 'number';
}
