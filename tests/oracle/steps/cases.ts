import { definitionsOf, flat, importsOf } from '#lib/codegen/python/print.ts';
import type { AnyStepLowering } from '#lib/codegen/lowering.ts';
import type { AnyStepCompute, LearnedCompute } from '#lib/engine/step.ts';
import type { FitInput } from '#lib/engine/step.ts';
import { takeRows, type TrainTable } from '#lib/engine/table.ts';
import { trainTarget } from '#lib/engine/split.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { AnyStepSpec, ColumnFacts } from '#lib/recipe/step.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepLowerings } from '#lib/steps/lowerings.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';
import { amounts, freshAmounts } from './amounts.ts';
import { cloud, freshCloud, freshGaps, gaps } from './numberTables.ts';
import { places, prices } from './second.ts';
import { fresh, readings, records, tableFrom, targets, train, type Cells } from './tables.ts';

/** One step with one set of parameters on some columns, and the exported code for it. */
export interface Case {
  readonly id: string;
  readonly step: StepId;
  readonly table: 'train' | 'cloud' | 'gaps' | 'amounts' | 'readings' | 'records';
  readonly columns: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** The task whose target the step learns from; null where it learns from none. */
  readonly task: Task | null;
  /** Import lines, and the functions that the code calls. */
  readonly imports: readonly string[];
  /** A transformer, or statements on df. */
  readonly code: string;
  readonly beside: string | null;
}

export const spec = (id: StepId): AnyStepSpec => stepSpecs[id];
export const compute = (id: StepId): AnyStepCompute => stepComputes[id];
export const lowering = (id: StepId): AnyStepLowering => stepLowerings[id];

export const tables: Readonly<Record<Case['table'], Cells>> = {
  train,
  cloud,
  amounts,
  gaps,
  readings,
  records,
};
export const stepIds = Object.keys(stepSpecs) as StepId[];

const texts = ['amount', 'flag', 'seen', 'place', 'empty'];
const columnGroups: Partial<Record<StepId, readonly [Case['table'], readonly string[]][]>> = {
  sortRows: [['readings', []]],
  sampleRows: [
    ['readings', []],
    ['records', []],
  ],
  melt: [
    ['readings', ['code', 'year']],
    ['readings', ['amount', 'flag', 'seen']],
  ],
  groupRows: [
    ['readings', ['seen']],
    ['readings', ['empty', 'seen']],
  ],
  pivot: [['readings', ['seen']]],
  joinTable: [
    ['readings', ['amount']],
    ['records', ['id', 'name']],
  ],
  appendTable: [
    ['readings', []],
    ['records', []],
  ],
  querySql: [['readings', []]],
  dropColumns: [['records', ['name']]],
  trimText: [['readings', texts]],
  replaceValues: [['readings', texts]],
  replaceText: [['readings', texts]],
  changeCase: [['readings', texts]],
  textFacts: [['readings', texts]],
  splitText: [['readings', texts]],
  calculate: [['readings', []]],
  filterRows: [['readings', []]],
  renameColumns: [['readings', []]],
  keepColumns: [['readings', ['place', 'code']]],
  dateParts: [['readings', ['born', 'at']]],
  daysSince: [['readings', ['born', 'at']]],
  mathTransform: [['readings', ['code', 'year']]],
  combineNumbers: [['readings', ['code', 'year']]],
  pastRows: [
    ['records', ['score']],
    ['records', ['score', 'id']],
    ['readings', ['year']],
  ],
  dropNearDuplicates: [
    ['records', []],
    ['records', ['name', 'score']],
    ['readings', ['flag']],
    ['readings', ['amount']],
  ],
  dropDuplicates: [
    ['records', []],
    ['records', ['id']],
    ['records', ['name', 'score']],
  ],
};

/** Parameters that name columns, which no example can know; one for each of the groups above. */
const named: Partial<Record<StepId, readonly Record<string, unknown>[]>> = {
  joinTable: [
    { source: prices, rightOn: ['Kürzel'] },
    { source: places, rightOn: ['nr', 'label'] },
  ],
  appendTable: [
    { source: prices, mapping: [['Kürzel', 'amount']], leaveOut: ['2'] },
    {
      source: places,
      mapping: [
        ['nr', 'id'],
        ['label', 'score'],
        ['score', 'name'],
      ],
    },
  ],
  pastRows: [{ time: 'id' }, { time: 'id', group: 'name' }, { time: 'at' }],
};

/** Steps that take numbers and categories together. */
const together: Partial<Record<StepId, readonly string[]>> = {
  groupStatistics: ['height', 'visits', 'far', 'colour', 'shop', 'member'],
};

/** Columns that a step's own search cannot agree on: powers of hundreds, which send the fresh rows beyond a double. */
const leftOut: Partial<Record<StepId, readonly string[]>> = {
  powerTransform: ['tiny', 'far'],
};

/** Columns that are others over again, which a step refuses or scikit-learn answers with rounding. */
const repeats: Partial<Record<StepId, readonly string[]>> = {
  fastIca: ['doubled'],
  factorAnalysis: ['doubled'],
};

/** The rows that a learned case is fitted on, and new ones. */
export const rowsOfCase = ({ table }: Pick<Case, 'table'>): readonly [Cells, Cells] =>
  pairs[table as keyof typeof pairs];

const pairs = {
  train: [train, fresh],
  cloud: [cloud, freshCloud],
  gaps: [gaps, freshGaps],
  amounts: [amounts, freshAmounts],
} as const;

/** Every step × every example × the columns it takes, numbers and categories apart, as scikit-learn has one dtype. */
export const cases: readonly Case[] = stepIds.flatMap((id) =>
  spec(id).examples.flatMap(({ params: given }, k): Case[] => {
    const params = parseParams(spec(id).params, given, id) as Record<string, unknown>;
    if (spec(id).kind === 'balancing') return []; // rows, not columns: tests/oracle/balance
    return spec(id).kind === 'cleaning'
      ? cleaningCases(id, params, k)
      : learnedCases(id, params, k);
  }),
);

function cleaningCases(id: StepId, given: Record<string, unknown>, k: number): Case[] {
  const groups = columnGroups[id] ?? [['readings', readings.map(([name]) => name)] as const];
  const found = lowering(id);
  if (found.kind !== 'cleaning') throw new Error(`${id} has the lowering of a learned step`);
  return groups.map(([table, columns], g) => {
    const params = { ...given, ...named[id]?.[g] };
    const statements = found.pandas(columns, params, factsOf(tables[table]));
    const imports = statements.flatMap((s) => s.imports ?? []);
    return {
      id: `${id}.${k}.${g}`,
      step: id,
      table,
      columns,
      params,
      task: null,
      imports: [...lines(imports), ...new Set(statements.flatMap((s) => s.helpers ?? []))],
      code: statements.map((s) => s.code).join('\n'),
      beside: null,
    };
  });
}

function factsOf(cells: Cells): readonly ColumnFacts[] {
  return cells.map(([name, type]) => ({ name, type }));
}

function learnedCases(id: StepId, params: Record<string, unknown>, k: number): Case[] {
  const tasks = (spec(id).learnsTarget ?? [null]).filter((t) => t === null || t in targets);
  return tasks.flatMap((task) => {
    const of = task === null ? '' : `.${task}`;
    const own = tableFor(id);
    const both = together[id];
    if (both)
      return [
        learnedCase(id, params, { k: `${k}.both${of}`, table: 'train', columns: both, task }),
      ];
    if (own !== 'train') {
      const columns = tables[own]
        .filter(([name, type]) => type !== 'category' && !repeats[id]?.includes(name))
        .map(([name]) => name);
      return fits(id, { columns, params, task }, tables[own])
        ? [learnedCase(id, params, { k: `${k}.${own}${of}`, table: own, columns, task })]
        : [];
    }
    return (['number', 'category'] as const).flatMap((kind) => {
      const columns = usable(id, { params, task }, train).filter(
        (name) => tableFrom(train).columns.get(name)!.kind === kind && !leftOut[id]?.includes(name),
      );
      return columns.length === 0
        ? []
        : [learnedCase(id, params, { k: `${k}.${kind}${of}`, table: 'train', columns, task })];
    });
  });
}

/** Steps that take numbers without gaps, and those that fill gaps from other columns, have a table of their own. */
function tableFor(id: StepId): 'train' | 'cloud' | 'gaps' | 'amounts' {
  if (id === 'nmf') return 'amounts';
  if (['knnImpute', 'iterativeImpute'].includes(id)) return 'gaps';
  const gapless =
    ['normalizeRows', 'kBins', 'treeBins', 'flagUnusual', 'polynomial'].includes(id) ||
    ['reduce', 'select'].includes(spec(id).stage);
  return gapless ? 'cloud' : 'train';
}

/** What a fit is given: all rows, or some in another order, with their targets. */
export function fitInput(
  { columns, params, task }: Pick<Case, 'columns' | 'params' | 'task'>,
  cells: Cells,
  rows: Int32Array = Int32Array.from({ length: 12 }, (_, i) => i),
): FitInput<unknown> {
  const table = takeRows(tableFrom(cells), rows) as TrainTable;
  const y = task === null ? [] : targets[task as keyof typeof targets];
  const classes = { binary: ['no', 'yes'], multiclass: ['0', '1', '2'] };
  const target = {
    task: task ?? 'clustering',
    classes: classes[task as keyof typeof classes] ?? null,
  };
  return {
    table,
    columns,
    params,
    seed: 42,
    target: trainTarget(
      table,
      target,
      Float64Array.from(task === null ? [] : rows, (i) => y[i]!),
    ),
  };
}

function learnedCase(
  id: StepId,
  params: Record<string, unknown>,
  { k, table, columns, task }: Pick<Case, 'table' | 'columns' | 'task'> & { readonly k: string },
): Case {
  const found = lowering(id);
  if (found.kind !== 'learned') throw new Error(`${id} has the lowering of a cleaning step`);
  const main = found.sklearn(params, columns, { task, seed: 42 });
  const beside = found.sklearnBeside?.(params, columns) ?? null;
  return {
    id: `${id}.${k}`,
    step: id,
    table,
    columns,
    params,
    task,
    imports: [
      ...lines([
        ...importsOf(main),
        ...definitionsOf(main).flatMap((d) => d.imports),
        ...(beside ? importsOf(beside) : []),
      ]),
      ...new Set(definitionsOf(main).map((d) => d.code)),
    ],
    code: flat(main),
    beside: beside ? flat(beside) : null,
  };
}

function lines(imports: readonly (readonly [string, string])[]): string[] {
  const line = ([module, name]: readonly [string, string]): string =>
    name === ''
      ? `import ${module}`
      : ['np', 'pd'].includes(name)
        ? `import ${module} as ${name}`
        : `from ${module} import ${name}`;
  return [...new Set(imports.map(line))];
}

/** Columns that the step does not object to, and that these parameters fit. */
export function usable(id: StepId, how: Pick<Case, 'params' | 'task'>, cells: Cells): string[] {
  return cells
    .filter(([name, type]) => spec(id).objectTo({ name, type }) === null)
    .map(([name]) => name)
    .filter((name) => fits(id, { ...how, columns: [name] }, train));
}

/** Whether the parameters suit the columns and the task. */
function fits(id: StepId, place: Pick<Case, 'columns' | 'params' | 'task'>, cells: Cells): boolean {
  try {
    (compute(id) as LearnedCompute<unknown, unknown>).fit(fitInput(place, cells));
    return true;
  } catch (error) {
    return !['column-kind', 'params-invalid'].includes(detailOf(error).code);
  }
}

/** What generate.py reads. */
export const question = (later: Cells): string =>
  `${JSON.stringify({ tables: { ...tables, fresh: later, freshCloud, freshGaps, freshAmounts }, targets, cases }, null, 1)}\n`;
