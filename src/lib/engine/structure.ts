import { grouped } from '#lib/recipe/digits.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { splitBy, splitByPlace, splitEdit } from '#lib/recipe/splitting.ts';
import { stepsWithout } from '#lib/recipe/withdrawn.ts';
import type { StructureFinding, StructureReport } from '#lib/recipe/structure.ts';
import { SinglePower } from './leakage/power.ts';
import type { Progress } from './model.ts';
import type { StepComputes } from './step.ts';
import { pastsAcross } from './pastsAcross.ts';
import { featureTable, partsOf, type Loaded } from './prepare.ts';
import { codesOf, isNamedAsId, mayGroup, sharedShare } from './sharedGroups.ts';
import { encodedTargets } from './targetCopies.ts';
import {
  madeOfTarget,
  placeAfterShape,
  readingAround,
  siblings,
  type Shaped,
} from './shapedRows.ts';
import { cell, rowHash } from './rowHash.ts';
import type { Column } from './table.ts';

/** The rows of the loaded table that learn and that judge, and what the checks look at. */
interface Parted extends Shaped {
  readonly y: Float64Array;
  readonly nClasses: number;
}

/** From this share of the rows that judge on, a tie is told. */
const tiedShare = 0.01;
/** Groups: from this share, and where the group's mean ranks the target this well in folds. */
const sharedGroups = 0.2;
const tellingGroups = 0.15;
/** Moments: fewer are no order. */
const fewestMoments = 10;

/**
 * How the parts are tied together: equal rows, groups and moments on both sides of the split, neighbours on a map, and
 * columns that hold means of the target. Steps are always fitted on training rows only, so nothing else can be.
 */
export function* checkStructure(
  loaded: Loaded,
  recipe: Recipe,
  computes: StepComputes,
): Generator<Progress, StructureReport> {
  const learned = new Set(Object.keys(computes).filter((id) => computes[id]!.kind === 'learned'));
  const parted = { ...partedRows(loaded, recipe), learned, computes, rid: loaded.rid };
  if (parted.held.length === 0 || parted.train.length === 0) return { held: 0, findings: [] };
  const quick = [moments, places, encoded, siblings, madeOfTarget, readingAround].map(atOnce);
  const checks = [atOnce(duplicates), groups, ...quick];
  const findings: StructureFinding[] = [];
  for (const [k, check] of checks.entries()) {
    findings.push(...(yield* check(parted)));
    yield { share: (k + 1) / checks.length };
  }
  return { held: parted.held.length, findings };
}

type Check = (parted: Parted) => Generator<Progress, StructureFinding[]>;

/** A check that never takes long. */
const atOnce = (find: (parted: Parted) => StructureFinding[]): Check =>
  function* (parted) {
    return find(parted);
  };

function partedRows(loaded: Loaded, recipe: Recipe): Omit<Parted, 'learned' | 'computes' | 'rid'> {
  const { target, where } = partsOf(loaded, recipe);
  const at = (index: Int32Array): Int32Array => index.map((i) => target.kept[i]!);
  const y = new Float64Array(loaded.table.rows);
  target.kept.forEach((row, i) => (y[row] = target.y[i]!));
  return {
    recipe,
    table: loaded.table,
    features: featureTable(loaded.table, recipe),
    target: target.name,
    train: at(where.train),
    held: joined(at(where.validation), at(where.test)),
    y,
    nClasses: target.classes?.length ?? 0,
  };
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Rows that judge and equal a training row in every feature and in the target. */
function duplicates(parted: Parted): StructureFinding[] {
  const { recipe, computes, features, target, train, held, y } = parted;
  const columns = [...features.columns.values()];
  if (columns.length === 0) return [];
  const key = rowHash(columns, y);
  const known = new Set<number>();
  for (const row of train) known.add(key(row));
  const twins = held.reduce((n, row) => n + Number(known.has(key(row))), 0);
  const share = twins / held.length;
  if (share < tiedShare || share < 3 * chanceOfTwin(parted)) return [];
  const names = new Set(recipe.source.columns.map((c) => c.name));
  const index = placeAfterShape(recipe, computes);
  // Rows that a step made have columns that it made too; rows of the file have none of those yet.
  const used = [...features.columns.keys(), target].filter((name) => index > 0 || names.has(name));
  const edit: Edit = {
    kind: 'addStep',
    index,
    step: {
      key: freeKey(recipe, 'drop-duplicates'),
      step: 'dropDuplicates',
      version: 1,
      columns: used,
      params: { keep: 'first' },
      enabled: true,
    },
  };
  return [
    {
      id: 'structure:duplicates',
      kind: 'duplicates',
      columns: [],
      title: 'Equal rows stand on both sides of the split',
      words: `${grouped(twins)} of the ${grouped(held.length)} rows that judge (${percent(share)}) equal a training row in every feature and in the target: the same thing recorded twice, or different cases that are alike?`,
      share,
      fix: { label: 'Drop duplicates', edit },
    },
  ];
}

/** How many rows that judge would equal a training row if the columns knew nothing of each other: few values, many twins. */
function chanceOfTwin({ features, train: all, y }: Parted): number {
  const train = thinned(all);
  const alike = (values: Float64Array): number => {
    const counts = new Map<number, number>();
    for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
    return [...counts.values()].reduce((sum, k) => sum + (k / values.length) ** 2, 0);
  };
  const equal = [...features.columns.values()].reduce(
    (p, c) => p * alike(Float64Array.from(train, (row) => cell(c, row))),
    alike(Float64Array.from(train, (row) => y[row]!)),
  );
  let none = 1;
  for (let i = 0; i < all.length && none > 1e-3; i += 1) none *= 1 - equal;
  return 1 - none;
}

/** A share or a Gini of more rows changes in the third digit, and takes seconds. */
const mostRows = 20_000;

function thinned(rows: Int32Array): Int32Array {
  const every = Math.max(1, Math.ceil(rows.length / mostRows));
  return every === 1 ? rows : rows.filter((_, i) => i % every === 0);
}

function freeKey({ steps }: Recipe, wanted: string): string {
  const taken = new Set(steps.map((s) => s.key));
  let key = wanted;
  for (let k = 2; taken.has(key); k += 1) key = `${wanted}-${k}`;
  return key;
}

/** Columns whose rows belong together and tell the target, with some of each group on both sides. */
function* groups(parted: Parted): Generator<Progress, StructureFinding[]> {
  const { recipe, learned, table, train, held, y, nClasses } = parted;
  if (recipe.split.method === 'group') return [];
  const rows = joined(train, held);
  const few = thinned(Int32Array.from(rows.keys()));
  const own = Float64Array.from(few, (i) => y[rows[i]!]!);
  let power: SinglePower | null = null;
  const found: StructureFinding[] = [];
  for (const source of recipe.source.columns.filter(mayGroup)) {
    const column = table.columns.get(source.name);
    if (!column) continue;
    yield { share: 0.3, note: source.name };
    const codes = codesOf(column, rows);
    const shared = sharedShare(codes, train.length, isNamedAsId(source.name));
    if (!shared || shared.share < sharedGroups) continue;
    power ??= new SinglePower(own, nClasses, recipe.seed);
    const fewCodes = few.map((i) => codes[i]!);
    const gini = power.of({ kind: 'category', codes: fewCodes, levels: shared.levels });
    if (gini === null || gini < tellingGroups) continue;
    found.push({
      id: `structure:groups:${source.name}`,
      kind: 'groups',
      columns: [source.name],
      title: `Rows of one ${source.name} stand on both sides of the split`,
      words: `${percent(shared.share)} of the rows that judge have a ${source.name} that training rows have too, and its ${grouped(shared.levels.length)} values alone have a Gini of ${gini.toFixed(3)}: a model may know them again instead of understanding.`,
      share: shared.share,
      fix: {
        label: `Keep each ${source.name} together`,
        edit: splitEdit(recipe, splitBy(recipe.split, source.name, 'group'), learned),
      },
    });
  }
  return found.sort((a, b) => b.share - a.share).slice(0, 3);
}

/** What columns of rows before say of the split says more, and has the same answer. */
function moments(parted: Parted): StructureFinding[] {
  const past = pastsAcross(parted);
  return past.length > 0 ? past : times(parted);
}

/** Moments, or a counter of rows, of which training rows have later ones than the rows that judge. */
function times({ recipe, learned, table, train, held }: Parted): StructureFinding[] {
  if (recipe.split.method === 'time' || recipe.split.method === 'column') return [];
  for (const { name, type, role } of recipe.source.columns) {
    const column = table.columns.get(name);
    if ((type !== 'date' && type !== 'datetime') || role === 'target' || !column) continue;
    const rank = ranked(column);
    if (!rank || rank.distinct < fewestMoments) continue;
    let last = -1;
    for (const row of train) last = Math.max(last, rank.of[row]!);
    const before = held.reduce(
      (n, row) => n + Number(rank.of[row]! >= 0 && rank.of[row]! < last),
      0,
    );
    const share = before / held.length;
    if (share < 0.5) continue;
    return [
      {
        id: `structure:time:${name}`,
        kind: 'time',
        columns: [name],
        title: `The split mixes past and future of ${name}`,
        words: `${percent(share)} of the rows that judge come before a training row: where you will predict what comes later, only a split in order of time is honest.`,
        share,
        fix: {
          label: `Split in order of ${name}`,
          edit: splitEdit(recipe, splitBy(recipe.split, name, 'time'), learned),
        },
      },
    ];
  }
  return [];
}

function ranked(column: Column): { readonly of: Int32Array; readonly distinct: number } | null {
  if (column.kind !== 'category') return null;
  const order = [...column.levels.keys()].sort((a, b) =>
    column.levels[a]! < column.levels[b]! ? -1 : 1,
  );
  const rank = new Int32Array(column.levels.length);
  order.forEach((level, k) => (rank[level] = k));
  return {
    of: column.codes.map((c) => (c < 0 ? -1 : rank[c]!)),
    distinct: new Set(column.codes.filter((c) => c >= 0)).size,
  };
}

/** Places: rows that judge with a training row in the same square. */
function places({ recipe, table, train, held }: Parted): StructureFinding[] {
  if (recipe.split.method === 'block') return [];
  const named = (meaning: string): string | undefined =>
    recipe.source.columns.find((c) => c.meaning === meaning && c.role === 'feature')?.name;
  const [lat, lon] = [named('latitude'), named('longitude')];
  const [a, b] = [lat, lon].map((name) =>
    name === undefined ? undefined : table.columns.get(name),
  );
  if (a?.kind !== 'number' || b?.kind !== 'number') return [];
  const size = 1;
  const small = 0.05;
  const square = (row: number): number =>
    Math.floor(a.values[row]! / small) * 1e6 + Math.floor(b.values[row]! / small);
  const known = new Set<number>();
  for (const row of train) known.add(square(row));
  const share = held.reduce((n, row) => n + Number(known.has(square(row))), 0) / held.length;
  if (share < 0.5) return [];
  return [
    {
      id: `structure:place:${lat!},${lon!}`,
      kind: 'place',
      columns: [lat!, lon!],
      title: 'Neighbours stand on both sides of the split',
      words: `${percent(share)} of the rows that judge have a training row within the same ${small} degrees of ${lat!} and ${lon!}: for places that are new, squares of the map must stay together.`,
      share,
      fix: {
        label: 'Split by squares of the map',
        edit: splitEdit(recipe, splitByPlace(recipe.split, [lat!, lon!], size)),
      },
    },
  ];
}

/** Numbers that are, for each level of another column, the mean of the target over rows that judge as well. */
function encoded({
  recipe,
  learned,
  features,
  train,
  held,
  y,
  nClasses,
  target,
}: Parted): StructureFinding[] {
  if (nClasses > 2) return [];
  const rows = joined(train, held).sort();
  return encodedTargets(features, rows, y).map(({ column, by, levels }) => ({
    id: `structure:encoded:${column}`,
    kind: 'encoded',
    columns: [column],
    title: `${column} holds means of ${target}`,
    words: `For each of the ${grouped(levels)} values of ${by} it is the mean of ${target} over all rows, those that judge among them: the answer is in the column. Encode ${by} as a step, which learns from training rows alone.`,
    share: 1,
    fix: {
      label: `Leave out ${column}`,
      edit: {
        kind: 'batch',
        edits: [
          { kind: 'setRole', column, role: 'ignored' },
          ...stepsWithout(recipe, new Set([column]), learned),
        ],
      },
    },
  }));
}
