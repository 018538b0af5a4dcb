import type { Judged, Draft, Rule } from './rule.ts';
import { dropping } from './rule.ts';
import { limits } from './limits.ts';
import { counted, listed, sentence } from './words.ts';

const { correlated, products } = limits;

export const twinRules: readonly Rule[] = [
  {
    id: 'duplicate-column',
    title: 'Columns that are the same',
    threshold: 'every cell is the same',
    most: 10,
    find: (judged) =>
      twinsIn(judged, 'equal', (first, others) => ({
        title: `${listed(others)} ${others.length === 1 ? 'is a copy' : 'are copies'} of ${first}`,
        detail: 'Every cell is the same; the second tells nothing new.',
        weight: 3,
      })),
  },
  {
    id: 'one-to-one',
    title: 'Columns that stand one for one',
    threshold: 'each value of one goes with one value of the other, in every row',
    most: 6,
    find: (judged) =>
      twinsIn(judged, 'one-to-one', (first, others) => ({
        title: `${listed(others)} and ${first} say the same in other words`,
        detail: 'Each value of one goes with one value of the other, in every row.',
        weight: 2,
      })),
  },
  {
    id: 'correlated',
    title: 'Columns that go together',
    threshold: `a correlation or association of ${correlated.strength} or more over at least ${correlated.rows} rows`,
    most: 6,
    find: correlatedIn,
  },
  {
    id: 'product',
    title: 'Columns that are a product',
    threshold: `a correlation of ${products.correlation} or more with the product of two other columns, neither of which tells it alone`,
    most: 3,
    find: productsIn,
  },
];

/** Columns that are learned from or predicted, the target first; its copies give it away (target.ts). */
function usedOf({ profile, target }: Judged, columns: readonly string[]): string[] {
  const roles = new Map(profile.columns.map((c) => [c.name, c.role] as const));
  const used = columns.filter(
    (name) => name === target || roles.get(name) === 'feature' || roles.get(name) === 'target',
  );
  return used.sort((a, b) => Number(b === target) - Number(a === target));
}

function twinsIn(
  judged: Judged,
  kind: 'equal' | 'one-to-one',
  say: (
    first: string,
    others: readonly string[],
  ) => { readonly title: string; readonly detail: string; readonly weight: number },
): Draft[] {
  const drafts: Draft[] = [];
  for (const twins of judged.profile.twins ?? []) {
    const [first, ...others] = usedOf(judged, twins.columns);
    if (twins.kind !== kind || first === undefined || others.length === 0) continue;
    if (first === judged.target) continue;
    const { title, detail, weight } = say(first, others);
    drafts.push({
      severity: 'medium',
      title,
      detail,
      columns: [first, ...others],
      value: others.length,
      weight: weight * others.length,
      fix: dropping(...others),
    });
  }
  return drafts;
}

/** One finding for each set of columns that hang together, not one for each pair. */
function correlatedIn(judged: Judged): Draft[] {
  const pairs = (judged.associations?.pairs ?? []).filter(
    (p) => p.strength >= correlated.strength && p.rows >= correlated.rows && !isKnown(judged, p),
  );
  const sets = new Map<string, Set<string>>();
  for (const { a, b } of pairs) {
    const joined = new Set([...(sets.get(a) ?? [a]), ...(sets.get(b) ?? [b])]);
    for (const name of joined) sets.set(name, joined);
  }
  return [...new Set(sets.values())].flatMap((set) => {
    const columns = usedOf(judged, [...set]).filter((name) => name !== judged.target);
    if (columns.length < 2) return [];
    const strongest = pairs.find((p) => set.has(p.a))!;
    const others = columns.slice(1);
    return [
      {
        severity: 'low' as const,
        title: `${listed(columns)} go together`,
        detail: `${sentence(strongest.words)} over ${counted(strongest.rows, 'row')}. A linear model cannot tell them apart; trees do not mind.`,
        columns,
        value: strongest.strength,
        weight: Math.min(3, others.length),
        fix: dropping(...others),
      },
    ];
  });
}

function productsIn({ associations, profile, target }: Judged): Draft[] {
  const features = new Set(profile.columns.filter((c) => c.role === 'feature').map((c) => c.name));
  return (associations?.products ?? []).flatMap(({ column, factors, correlation, rows }) => {
    if (column === target || ![column, ...factors].every((name) => features.has(name))) return [];
    return [
      {
        severity: 'low' as const,
        title: `${column} is nearly ${factors.join(' × ')}`,
        detail: `Correlation ${correlation.toFixed(4)} over ${counted(rows, 'row')}. It says little that the two do not; a linear model may still use the product.`,
        columns: [column, ...factors],
        value: correlation,
        weight: 1,
        fix: dropping(column),
      },
    ];
  });
}

function isKnown({ profile, target }: Judged, { a, b }: { a: string; b: string }): boolean {
  if (a === target || b === target) return true;
  return (profile.twins ?? []).some((t) => t.columns.includes(a) && t.columns.includes(b));
}
