import type { Guess, ReadHooks } from '../formats/reader.ts';
import { filled } from './headerRow.ts';
import { noValue } from './open.ts';
import { malformed } from './refusals.ts';
import { SheetExtras } from './workbook.ts';
import type { SheetRow, Workbook } from './workbook.ts';

interface Choice {
  readonly sheet: number;
  /** Null when the user said it. */
  readonly guess: Guess | null;
}

/** Rows that show whether a sheet holds a table. */
const looked = 60;
/** Sheets looked into; a workbook of thousands is for the user to choose from. */
const tried = 50;

/**
 * The sheet the user named, or the first visible one that holds a table: two rows or more of two cells or more, or
 * else a list.
 * @throws EngineError file-empty, file-malformed, cancelled
 */
export async function chooseSheet(
  book: Workbook,
  said: string | undefined,
  file: string,
  hooks: ReadHooks,
): Promise<Choice> {
  if (said !== undefined) return { sheet: named(book, said, file), guess: null };
  const visible = book.sheets.flatMap(({ hidden }, k) => (hidden ? [] : [k]));
  let [list, something] = [-1, -1];
  for (const sheet of visible.slice(0, tried)) {
    const head = await firstRows(book, sheet, hooks);
    if (head.filter((row) => filled(row) > 1).length > 1) {
      return { sheet, guess: guessOf(book, sheet, visible) };
    }
    if (list < 0 && head.length > 2) list = sheet;
    if (something < 0 && head.length > 0) something = sheet;
  }
  const next = list < 0 ? something : list;
  if (next >= 0) return { sheet: next, guess: guessOf(book, next, visible) };
  const hidden = book.sheets.filter((s) => s.hidden).map(({ name }) => `“${name}”`);
  const rest = hidden.length > 0 ? `; hidden: ${hidden.slice(0, 10).join(', ')}` : '';
  const which =
    visible.length > tried ? `None of the first ${tried} visible sheets` : 'No visible sheet';
  throw noValue(file, `${which} holds a value${rest}`);
}

function named(book: Workbook, name: string, file: string): number {
  const sheet = book.sheets.findIndex((s) => s.name === name);
  if (sheet >= 0) return sheet;
  const names = book.sheets.slice(0, 20).map((s) => `“${s.name}”`);
  throw malformed(
    file,
    `There is no sheet “${name}” in it; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}`,
  );
}

async function firstRows(book: Workbook, sheet: number, hooks: ReadHooks): Promise<SheetRow[]> {
  const head: SheetRow[] = [];
  for await (const rows of book.rows(sheet, new SheetExtras(), hooks)) {
    head.push(...rows.slice(0, looked));
    if (head.length >= looked) break;
  }
  return head;
}

function guessOf(book: Workbook, sheet: number, visible: readonly number[]): Guess {
  const names = book.sheets.map((s) => s.name);
  const hidden = book.sheets.filter((s) => s.hidden).length;
  const ordered = [...visible, ...names.keys()].filter((k) => k !== sheet);
  const before = visible.indexOf(sheet);
  const why =
    names.length === 1
      ? 'the only sheet'
      : before === 0
        ? 'the first visible sheet holds a table'
        : `the first visible sheet that holds a table; ${before} before it ${before === 1 ? 'holds' : 'hold'} none`;
  return {
    what: 'sheet',
    value: names[sheet]!,
    evidence: hidden > 0 ? `${why}; ${hidden} hidden` : why,
    others: [...new Set(ordered)].map((k) => names[k]!),
  };
}
