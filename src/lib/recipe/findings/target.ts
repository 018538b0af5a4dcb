import { grouped } from '../digits.ts';
import { isClassification } from '../profile.ts';
import type { ColumnProfile, TopValue } from '../profile.ts';
import { limits } from './limits.ts';
import { leaveOut, perColumn, type About, type Draft, type Judged, type Rule } from './rule.ts';
import { counted, percentOf, plainPercent, quoted, sentence } from './words.ts';

const { rareClass, imbalance, leaks } = limits;

export const targetRules: readonly Rule[] = [
  {
    id: 'rare-class',
    title: 'A class with too few rows',
    threshold: `a class of the target has fewer than ${rareClass.rows} rows`,
    most: 8,
    find: perColumn(rareClassIn),
  },
  {
    id: 'imbalance',
    title: 'Unequal classes',
    threshold: `the rarest class has less than half of its even share and less than ${plainPercent(imbalance.below)}; serious below ${plainPercent(imbalance.high)}`,
    most: 6,
    find: perColumn(imbalanceIn),
  },
  {
    id: 'gives-away-target',
    title: 'A column that gives the target away',
    threshold: `one value of it for each value of the target, or an association of ${leaks.strength} or more over at least ${leaks.rows} rows`,
    most: 10,
    together: 'columns give the target away',
    find: (judged) => [...copiesIn(judged), ...leaksIn(judged)],
  },
];

const featuresOf = ({ columns }: Judged['profile']): ReadonlySet<string> =>
  new Set(columns.filter((c) => c.role === 'feature').map((c) => c.name));

/** Columns that say the same as the target in every row. */
function copiesIn({ profile, target }: Judged): Draft[] {
  const features = featuresOf(profile);
  return (profile.twins ?? [])
    .filter((t) => target !== null && t.columns.includes(target))
    .flatMap((t) => t.columns.filter((name) => name !== target && features.has(name)))
    .map((name) => ({
      severity: 'high',
      title: `${name} is ${target!} in other words`,
      detail:
        'Each value of one goes with one value of the other, in every row: with it nothing is predicted.',
      columns: [name],
      value: 1,
      weight: 6,
      fix: leaveOut(name),
    }));
}

function leaksIn({ associations, target, profile }: Judged): Draft[] {
  const twins = (profile.twins ?? []).filter((t) => t.columns.includes(target ?? ''));
  const known = new Set(twins.flatMap((t) => t.columns));
  const features = featuresOf(profile);
  const told = associations?.target;
  return (told?.column === target ? told!.associations : [])
    .filter((p) => p.strength >= leaks.strength && p.rows >= leaks.rows)
    .filter((p) => features.has(p.column) && !known.has(p.column))
    .map((p) => ({
      severity: 'ask',
      title: `${p.column} tells ${target ?? 'the target'} almost by itself`,
      detail: `${sentence(p.words)} over ${counted(p.rows, 'row')}: would it be known before the target is?`,
      columns: [p.column],
      value: p.strength,
      weight: 4,
      fix: leaveOut(p.column),
    }));
}

/** The class with the fewest rows; null where the target has no classes, or they are too many to know. */
function rarestOf({ column, isTarget, judged }: About): TopValue | null {
  if (!isTarget || !judged.task || !isClassification(judged.task) || column.distinct < 2)
    return null;
  return column.text?.rarest ?? leastOfTop(column);
}

const leastOfTop = ({ distinct, top }: ColumnProfile): TopValue | null =>
  distinct > top.length ? null : (top.at(-1) ?? null);

function rareClassIn(about: About): Draft | null {
  const rarest = rarestOf(about);
  if (!rarest || rarest.count >= rareClass.rows) return null;
  const { name } = about.column;
  return {
    severity: 'high',
    title: `Class ${quoted(rarest.value)} of ${name} has ${counted(rarest.count, 'row')}`,
    detail: `Fewer than ${rareClass.rows} rows can hardly be split into training and test.`,
    columns: [name],
    value: rarest.count,
    weight: 8,
    noFix: 'Collect more rows of this class, or leave the class out of the file.',
  };
}

function imbalanceIn(about: About): Draft | null {
  const rarest = rarestOf(about);
  if (!rarest || rarest.count < rareClass.rows) return null;
  const { column, present } = about;
  const share = rarest.count / present;
  if (share >= imbalance.ofEven / column.distinct || share >= imbalance.below) return null;
  const serious = share < imbalance.high;
  return {
    severity: serious ? 'high' : 'medium',
    title: `Class ${quoted(rarest.value)} of ${column.name} is rare`,
    detail: `${percentOf(share)} of the rows, ${grouped(rarest.count)} of ${grouped(present)}: accuracy alone would flatter.`,
    columns: [column.name],
    value: share,
    weight: serious ? 6 : 3,
    noFix:
      'The shares are those of the file, and dropping rows would hide them: weigh the classes in the model, and judge by more than accuracy.',
  };
}
