import { datePattern, type DatePart } from '#lib/recipe/datePattern.ts';

const monthWords = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The day that a text names under the first of some formats that reads it, as "3 Apr 2019"; null where none does. */
export function dayIn(text: string, formats: readonly string[]): string | null {
  for (const id of formats) {
    if (id.startsWith('@')) continue;
    const { source, parts, months } = datePattern(id);
    const found = new RegExp(`^(?:${source})$`).exec(text);
    if (!found) continue;
    const at = (name: DatePart): string | undefined =>
      parts.includes(name) ? found[parts.indexOf(name) + 1] : undefined;
    const name = at('name');
    const month = name === undefined ? Number(at('month') ?? 1) : months.get(name.toLowerCase())!;
    const year = at('year') ?? fullYear(at('yy')!);
    const day = Number(at('day') ?? 1);
    if (day > new Date(Date.UTC(Number(year), month, 0)).getUTCDate()) continue;
    return `${day} ${monthWords[month - 1]!} ${year}`;
  }
  return null;
}

/** POSIX: 69 to 99 are of the last century. */
const fullYear = (yy: string): string => (yy >= '69' ? `19${yy}` : `20${yy}`);
