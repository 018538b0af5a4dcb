import { isNumeric, type ColumnProfile } from '#lib/recipe/profile.ts';
import type { RowFilter } from '#lib/state/tableRows.svelte.ts';
import { counted } from '#lib/ui/format.ts';
import { plainName } from '#lib/ui/grid/visible.ts';
import type { Choice } from '#lib/ui/types.ts';

export type Test = RowFilter['test'];

type Kind = 'number' | 'time' | 'order' | 'text';

const kindOf = ({ type }: Pick<ColumnProfile, 'type'>): Kind => {
  if (isNumeric(type)) return 'number';
  if (type === 'date' || type === 'datetime') return 'time';
  return type === 'ordinal' ? 'order' : 'text';
};

const words: Readonly<Record<Test, string>> = {
  oneOf: 'is one of',
  equals: 'is',
  notEquals: 'is not',
  contains: 'contains',
  startsWith: 'starts with',
  between: 'is between',
  greater: 'is more than',
  less: 'is less than',
  missing: 'is missing',
  present: 'is not missing',
  misfit: 'does not fit its type',
};
const timeWords: Partial<Record<Test, string>> = { greater: 'is after', less: 'is before' };
const wordOf = (test: Test, kind: Kind): string =>
  (kind === 'time' ? timeWords[test] : undefined) ?? words[test];

const tests: Readonly<Record<Kind, readonly Test[]>> = {
  number: ['between', 'greater', 'less', 'equals', 'notEquals', 'oneOf'],
  time: ['between', 'greater', 'less', 'equals', 'notEquals', 'oneOf'],
  order: ['oneOf', 'between', 'greater', 'less', 'equals', 'notEquals'],
  text: ['oneOf', 'contains', 'startsWith', 'equals', 'notEquals'],
};

/** What can be asked of a column's cells, the likeliest first; what no cell answers is greyed. */
export function testChoices(column: ColumnProfile): readonly (Choice & { value: Test })[] {
  const kind = kindOf(column);
  const first = tests[kind].map((value) => ({ value, label: wordOf(value, kind) }));
  // Of texts that hardly repeat nobody picks one from a list.
  const listed = (column.top[0]?.count ?? 0) > 1;
  const typed = listed ? first : first.toSorted((a, b) => order(a.value) - order(b.value));
  return [
    ...typed,
    { value: 'missing', label: words.missing, ...none(column.missing, 'No cell is missing') },
    { value: 'present', label: words.present },
    { value: 'misfit', label: words.misfit, ...none(column.misfits, 'Every cell fits') },
  ];
}

const order = (test: Test): number => (test === 'oneOf' ? 1 : 0);
const none = (n: number, reason: string): Pick<Choice, 'count' | 'disabled' | 'reason'> =>
  n > 0 ? { count: n } : { disabled: true, reason };

/** How what is compared with is written. */
export function hintOf(column: ColumnProfile): string | undefined {
  const kind = kindOf(column);
  if (kind === 'time') return '2024, 2024-05, 2024-05-31 or 2024-05-31 14:30';
  return kind === 'number' ? 'Numbers with a point: 12.5' : undefined;
}

/** A filter in words: “age is between 20 and 30”. */
export function filterText(filter: RowFilter, type: ColumnProfile['type'] | undefined): string {
  const one = filter.test === 'oneOf' && filter.texts.length === 1;
  const said = wordOf(one ? 'equals' : filter.test, type ? kindOf({ type }) : 'text');
  return [plainName(filter.column), said, operand(filter)].filter(Boolean).join(' ');
}

function operand(filter: RowFilter): string {
  switch (filter.test) {
    case 'missing':
    case 'present':
    case 'misfit':
      return '';
    case 'between':
      return `${shown(filter.from)} and ${shown(filter.to)}`;
    case 'oneOf':
      return filter.texts.length <= 3
        ? filter.texts.map(shown).join(', ')
        : `${filter.texts.slice(0, 2).map(shown).join(', ')} and ${counted(filter.texts.length - 2, 'more', 'more')}`;
    default:
      return shown(filter.text);
  }
}

const shown = (text: string): string => {
  if (text === '') return 'empty text';
  return plainName(text.length > 40 ? `${text.slice(0, 40)}…` : text);
};

/** Filters with one more; it takes the place of one that asks the same of the same column. */
export const withFilter = (
  filters: readonly RowFilter[],
  added: RowFilter,
): readonly RowFilter[] => {
  const at = filters.findIndex((f) => f.column === added.column && f.test === added.test);
  return at < 0 ? [...filters, added] : filters.with(at, added);
};
