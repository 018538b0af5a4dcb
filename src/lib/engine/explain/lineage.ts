import type { FittedRun, FittedStep } from '#lib/recipe/run.ts';
import type { FeatureGroup } from '#lib/recipe/explanation.ts';
import type { LearnedCompute, StepComputes } from '../step.ts';
import { takeRows, type Column, type Table } from '../table.ts';

/** Of each column of a table after steps: the raw columns that it is made of, in the file's order. */
type Owners = ReadonlyMap<string, readonly string[]>;

/** Rows that a step is tried on, and columns of a step up to which each is tried by itself. */
const triedRows = 200;
const triedColumns = 60;

/**
 * The raw columns that each matrix column comes from. A step that makes columns of others is asked by trying: one of its
 * columns is dealt out anew among some rows, and what changes then is made of it. What no such row touches goes by name, and
 * what that does not tell belongs to all of the step's columns.
 * @param table raw rows; of many, some are tried
 */
export function featureOwners(
  run: Pick<FittedRun, 'inputs' | 'steps'>,
  table: Table,
  computes: StepComputes,
): Owners {
  let owners: Owners = new Map(run.inputs.map((name) => [name, [name]]));
  const every = Math.max(1, Math.ceil(table.rows / triedRows));
  const some = Int32Array.from({ length: Math.ceil(table.rows / every) }, (_, i) => i * every);
  let now = takeRows(
    { rows: table.rows, columns: new Map(run.inputs.map((n) => [n, table.columns.get(n)!])) },
    some,
  );
  for (const step of run.steps) {
    const compute = computes[step.step] as LearnedCompute<unknown, unknown>;
    const through = (from: Table): Table =>
      compute.transform({ table: from, columns: step.columns, params: step.params }, step.state);
    const after = through(now);
    owners = ownersAfter(owners, step, { before: now, after, through });
    now = after;
  }
  return owners;
}

function ownersAfter(
  owners: Owners,
  { columns }: FittedStep,
  { before, after, through }: { before: Table; after: Table; through: (table: Table) => Table },
): Owners {
  const made = [...after.columns.keys()].filter((name) => !before.columns.has(name));
  const next = new Map<string, readonly string[]>();
  for (const name of after.columns.keys()) if (owners.has(name)) next.set(name, owners.get(name)!);
  const places = new Map([...owners.values()].flat().map((name, i) => [name, i] as const));
  const raw = (from: readonly string[]): readonly string[] =>
    [...new Set(from.flatMap((name) => owners.get(name) ?? []))].sort(
      (a, b) => places.get(a)! - places.get(b)!,
    );
  const touched = touching(made, columns, { before, after, through });
  for (const name of made) {
    const found = touched.get(name) ?? [];
    const named = columns
      .filter((c) => name === c || name.startsWith(`${c}_`))
      .sort((a, b) => b.length - a.length)
      .slice(0, 1);
    next.set(name, raw(found.length > 0 ? found : named.length > 0 ? named : columns));
  }
  return next;
}

/** Of each column made, those columns of the step that change it. */
function touching(
  made: readonly string[],
  columns: readonly string[],
  { before, after, through }: { before: Table; after: Table; through: (table: Table) => Table },
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (made.length === 0 || columns.length > triedColumns) return found;
  if (columns.length === 1) return new Map(made.map((name) => [name, columns]));
  for (const column of columns) {
    const turned = turnedBy(before, column);
    const other = through(turned);
    for (const name of made)
      if (differ(after.columns.get(name)!, other.columns.get(name)))
        found.set(name, [...(found.get(name) ?? []), column]);
  }
  return found;
}

/** Each row gets the column's cell of another row. */
function turnedBy(table: Table, name: string): Table {
  const by = Math.max(1, Math.floor(table.rows / 3));
  const order = Int32Array.from({ length: table.rows }, (_, i) => (i + by) % table.rows);
  const single = { rows: table.rows, columns: new Map([[name, table.columns.get(name)!]]) };
  const cells = takeRows(single, order).columns.get(name)!;
  return { rows: table.rows, columns: new Map([...table.columns, [name, cells]]) };
}

function differ(a: Column, b: Column | undefined): boolean {
  if (b?.kind !== a.kind) return true;
  if (a.kind === 'number') return a.values.some((x, i) => !Object.is(x, (b as typeof a).values[i]));
  return a.codes.some((x, i) => x !== (b as typeof a).codes[i]);
}

/** Matrix columns by the raw columns that they come from, in the order of the first. */
export function groupsOf(features: readonly string[], owners: Owners): readonly FeatureGroup[] {
  const groups = new Map<string, { columns: readonly string[]; features: number[] }>();
  for (const [j, name] of features.entries()) {
    const columns = owners.get(name) ?? [name];
    const key = JSON.stringify(columns);
    const group = groups.get(key) ?? { columns, features: [] };
    group.features.push(j);
    groups.set(key, group);
  }
  return [...groups.values()];
}
