import type { Import } from './imports.ts';

/** Fixed Python functions that both reading and cleaning call; a module defines each once. */
export interface Helper {
  readonly code: string;
  readonly imports: readonly Import[];
}

/**
 * What counts as a number, by the app's rule: ASCII digits, and blanks around them. Python's float() alone would
 * take 1_000, nan, inf and the digits of other scripts as well.
 */
export const toNumber: Helper = {
  imports: [
    ['math', ''],
    ['re', ''],
    ['typing', 'Any'],
  ],
  code: `def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \\t\\n\\v\\f\\r")
    pattern = r"[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan`,
};

/** How a number is written by the app where a text is wanted. */
export const toText: Helper = {
  imports: [['typing', 'Any']],
  code: `def to_text(cell: Any) -> str:
    """Return the cell as text; whole numbers are written without a point."""
    if isinstance(cell, str):
        return cell
    whole = cell % 1 == 0 and abs(cell) < 2**53
    return str(int(cell)) if whole else str(float(cell))`,
};

/**
 * A marker of missing that Python may read as a number, 1_000 and digits of all scripts included: pandas would take
 * every spelling of that number for the marker.
 */
export const looksLikeNumber = (text: string): boolean =>
  /^[\s+\-.eE_\p{Nd}]*$/u.test(text) && /\p{Nd}/u.test(text);
