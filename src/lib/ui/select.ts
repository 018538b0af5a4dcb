import type { Choice } from './types.ts';

/** What both forms of a Select are given. */
export interface SelectParts {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Choice[];
  readonly value: string;
  readonly shown: string;
  readonly empty: boolean;
  readonly look: string;
  readonly disabled: boolean;
  readonly describedby: string | undefined;
  readonly pick: (value: string) => void;
}

/** Entries under their headings, in order of first use; those without one come under ''. */
export function grouped(options: readonly Choice[]): [string, Choice[]][] {
  const groups = new Map<string, Choice[]>();
  for (const option of options) {
    const name = option.group ?? '';
    const list = groups.get(name);
    if (list) list.push(option);
    else groups.set(name, [option]);
  }
  return [...groups];
}

/** Entries whose label, note or value hold every word of the query. */
export function matching(options: readonly Choice[], query: string): Choice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter((o) => {
    const text = `${o.label} ${o.note ?? ''} ${o.value} ${o.group ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
