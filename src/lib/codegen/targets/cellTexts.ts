import { lines, type Fragment } from './fragment.ts';

/** A number in the fewest digits that give it back, without ".0", as JavaScript writes it. */
export const numberText: Fragment = {
  imports: [
    ['math', ''],
    ['re', ''],
    ['numpy', 'np'],
  ],
  code: lines(
    'def number_text(number: float) -> str:',
    '    """Return the number in the fewest digits that give it back, without .0."""',
    '    if isinstance(number, int):',
    '        return str(number)',
    '    if not math.isfinite(number):',
    '        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(number)]',
    '    if number == 0 or 1e-6 <= abs(number) < 1e21:',
    '        return np.format_float_positional(number, trim="-")',
    '    return re.sub(r"(?<=e[-+])0|\\.0(?=e)", "", repr(number))',
  ),
};
