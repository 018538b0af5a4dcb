/** What a cell's number format makes of its number. */
export type NumberClass =
  | 'number'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  /** Hours, minutes or seconds in brackets: they go on beyond a day. */
  | 'duration'
  /** Means a date in some languages of Excel, a time in others. */
  | 'date-or-time';

/**
 * The class of a number format code of Excel, by its first section (ECMA-376 part 1, 18.8.31).
 * @param code such as `yyyy-mm-dd`, `[h]:mm:ss`, `0.0%`, `[$-409]d-mmm;@`
 */
export function classOfCode(code: string): NumberClass {
  const section = firstSection(code);
  if (section.elapsed) return 'duration';
  if (/^\s*(general|standard|@)?\s*$/i.test(section.plain)) return 'number';
  const letters = section.plain.toLowerCase().replace(/s\.0+/g, 's');
  if (/[0#?]/.test(letters)) return letters.includes('%') ? 'percent' : 'number';
  const time = /[hs]|am\/pm|a\/p|上午\/下午/.test(letters);
  const date = hasDate(letters, time);
  if (date) return time ? 'datetime' : 'date';
  return time ? 'time' : 'number';
}

/** The class of a built-in format, null for ids that files define by a code (18.8.30, with the East Asian ones). */
export function classOfBuiltIn(id: number): NumberClass | null {
  return builtIn.get(id) ?? (id < 164 ? 'number' : null);
}

const builtIn = new Map<number, NumberClass>();
const put = (as: NumberClass, ...ids: number[]): void => ids.forEach((id) => builtIn.set(id, as));
put('percent', 9, 10, 67, 68);
put('date', 14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 71, 72, 73, 74);
put('time', 18, 19, 20, 21, 32, 33, 45, 47, 75, 76, 78, 80);
put('datetime', 22, 77);
put('duration', 46, 79);
put('date-or-time', 34, 35, 55, 56);

/** The first section without quoted and escaped text, colours, conditions and languages. */
function firstSection(code: string): { plain: string; elapsed: boolean } {
  let plain = '';
  let elapsed = false;
  for (let at = 0; at < code.length; at += 1) {
    const c = code.charAt(at);
    if (c === ';') break;
    if (c === '"') {
      const close = code.indexOf('"', at + 1);
      if (close < 0) break;
      at = close;
    } else if (c === '\\' || c === '_' || c === '*') at += 1;
    else if (c === '[') {
      const close = code.indexOf(']', at);
      if (close < 0) break;
      if (/^(h+|m+|s+)$/i.test(code.slice(at + 1, close))) elapsed = true;
      at = close;
    } else plain += c;
  }
  return { plain, elapsed };
}

/** Years, days, eras, or months: an m beside hours or seconds is minutes. */
function hasDate(letters: string, time: boolean): boolean {
  if (/[ydgbe]/.test(letters)) return true;
  const words = letters.replace(/am\/pm|a\/p/g, '').match(/h+|m+|s+/g) ?? [];
  return words.some(
    (word, k) =>
      word.startsWith('m') &&
      !(
        time &&
        word.length < 3 &&
        (words[k - 1]?.startsWith('h') || words[k + 1]?.startsWith('s'))
      ),
  );
}
