const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield match case type'
  ).split(' '),
);

/** A lower-case ASCII identifier from any text: `Total Bill (€)` becomes `total_bill`; never empty, never a keyword. */
export function identifier(text: string, fallback = 'column'): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
    .replace(/_+$/, '');
  if (words === '') return fallback;
  const safe = /^\d/.test(words) ? `${fallback}_${words}` : words;
  return keywords.has(safe) ? `${safe}_` : safe;
}

/** Gives each wanted name once: `scale`, `scale_2`, … */
export function uniqueNames(reserved: Iterable<string> = []): (wanted: string) => string {
  const taken = new Set(reserved);
  return (wanted) => {
    let name = wanted;
    for (let n = 2; taken.has(name); n += 1) name = `${wanted}_${n}`;
    taken.add(name);
    return name;
  };
}

/** A folder name that every system takes, from the recipe's name. */
export const folderName = (recipeName: string): string =>
  `experiment_${identifier(recipeName, 'untitled')}`;
