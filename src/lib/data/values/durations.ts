import { durationFormat } from '#lib/recipe/durationFormats.ts';

/** Reads texts under one format: seconds, or null. */
export function durationReader(id: string): (text: string) => number | null {
  const { source, seconds } = durationFormat(id);
  const expression = new RegExp(`^(?:${source})$`);
  return (text) => {
    const found = expression.exec(text);
    if (!found) return null;
    let total = 0;
    let any = false;
    for (let k = 0; k < seconds.length; k += 1) {
      const part = found[k + 2];
      if (part === undefined) continue;
      any = true;
      total += Number(part) * seconds[k]!;
    }
    if (!any) return null;
    return found[1] === '-' ? -total : total;
  };
}
