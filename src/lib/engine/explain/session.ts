import type { Effect, EffectGrid } from '#lib/recipe/effects.ts';
import type { Equation, NoEquation } from '#lib/recipe/equation.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Explaining } from '#lib/recipe/explaining.ts';
import type {
  AnyExplainAnswer,
  ExplainAsk,
  Overview,
  Track,
  WhatIf,
} from '#lib/recipe/explanation.ts';
import type { Lime } from '#lib/recipe/lime.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Surrogate } from '#lib/recipe/surrogate.ts';
import { calledLabels } from '../cut.ts';
import type { Progress } from '../model.ts';
import { matrixFor, predictTable, type Computes } from '../predictor.ts';
import { judgedPart, splitData, type Loaded, type SplitData } from '../prepare.ts';
import { within } from '../run.ts';
import { column, takeRows, withColumns, type Column, type Table } from '../table.ts';
import { fairnessOfRun } from '../fairness/ofRun.ts';
import { columnWith } from './cells.ts';
import { changesOf } from './changes.ts';
import { Nearness } from './distance.ts';
import { equationOf } from './equation/equation.ts';
import { effectOf, gridOf, lengthOf } from './effects.ts';
import { limeOf } from './lime.ts';
import { rangesOf } from './ranges.ts';
import { Explainer } from './shap.ts';
import { surrogateOf } from './surrogate.ts';

/** Rows of the judged part that an overview explains: exact values are quick, drawn ones are not. */
const overviewRows = { exact: 400, drawn: 60 };
/** Orders drawn a row. */
const walks = 50;
const effectRows = 300;
const effectCurves = 40;
const gridValues = 40;
const backgroundAtMost = 2000;

/** What a session answers; an equation is asked by itself. */
export type SessionAsk = Exclude<ExplainAsk, { readonly kind: 'equation' }>;
type AskOf<K extends ExplainAsk['kind']> = Extract<ExplainAsk, { readonly kind: K }>;

/** A fitted run with the table it was trained on, to be asked what its predictions rest on. */
export class ExplainSession {
  readonly #loaded: Loaded;
  readonly #run: FittedRun;
  readonly #computes: Computes;
  readonly #data: SplitData;
  readonly #background: Table;
  readonly #recipe: Recipe;
  #explained: Explainer | null = null;
  #nearness: Nearness | null = null;

  /** @throws EngineError 'column-missing' where the table has not the run's columns; as `splitData` */
  constructor(loaded: Loaded, recipe: Recipe, run: FittedRun, computes: Computes) {
    this.#loaded = loaded;
    this.#run = run;
    this.#computes = computes;
    this.#recipe = recipe;
    this.#data = splitData(loaded, recipe);
    const { table } = this.#data.train;
    this.#background = evenly(this.#inputsOf(table), backgroundAtMost).table;
  }

  /** @param lent columns of the file that the table may lack */
  *answer(ask: SessionAsk, lent: Loaded | null = null): Generator<Progress, AnyExplainAnswer> {
    if (ask.kind === 'fairness') {
      const on = { loaded: this.#loaded, recipe: this.#recipe, run: this.#run, lent };
      return yield* fairnessOfRun(on, ask, this.#computes);
    }
    if (ask.kind === 'overview') return yield* this.#overview(ask);
    if (ask.kind === 'effect') return yield* this.#effect(ask);
    if (ask.kind === 'whatIf') return yield* this.#whatIf(ask);
    if (ask.kind === 'track') return yield* this.#track(ask);
    if (ask.kind === 'lime') return yield* this.#lime(ask);
    if (ask.kind === 'surrogate') return yield* this.#surrogate(ask);
    const { rid, aim, frozen } = ask;
    const about = { run: this.#run, background: this.#background, row: this.#rowAt(rid) };
    return yield* changesOf({ ...about, aim, frozen: new Set(frozen) }, this.#computes);
  }

  /** What explains answers elsewhere as `overview` does here; null where that is not exact. */
  get told(): Explaining | null {
    return this.#run.task === 'clustering' ? null : this.#explainer.told;
  }

  /** The model as a formula in the columns of the file, from all training rows. */
  equation(target: string, digits: 'few' | 'all'): Generator<Progress, Equation | NoEquation> {
    const train = this.#inputsOf(this.#data.train.table);
    return equationOf({ run: this.#run, target, train, digits }, this.#computes);
  }

  /** Laid out when it is first asked for. */
  get #explainer(): Explainer {
    const basis = { run: this.#run, background: this.#background };
    return (this.#explained ??= new Explainer(
      { ...basis, seed: this.#recipe.seed, walks },
      this.#computes,
    ));
  }

  *#overview({ code }: AskOf<'overview'>): Generator<Progress, Overview> {
    const part = judgedPart(this.#data);
    const { table, y, rid } = this.#data[part];
    const raw = this.#inputsOf(table);
    const classes = code === null ? null : [code];
    const explain = (rows: Int32Array) =>
      this.#explainer.explain({
        table: takeRows(raw, rows),
        rid: rows.map((i) => rid[i]!),
        classes,
      });
    const first = yield* within(0, 0.05, explain(Int32Array.of(0)));
    const most = first.method === 'sampled' ? overviewRows.drawn : overviewRows.exact;
    const rows = evenly(raw, most).rows;
    const explanation = yield* within(0.05, 1, explain(rows));
    const actual = Float64Array.from(rows, (i) => (y.length > 0 ? y[i]! : NaN));
    const ranges = rangesOf(this.#inputsOf(this.#data.train.table));
    return { explanation, part, rowsOfAll: table.rows, actual, ranges };
  }

  *#effect({ code, column: name }: AskOf<'effect'>): Generator<Progress, Effect> {
    const { table, rid } = this.#data.train;
    const all = this.#inputsOf(table);
    const some = evenly(all, effectRows);
    return yield* effectOf(
      {
        ...{ run: this.#run, table: some.table, all, column: name },
        rid: some.rows.map((i) => rid[i]!),
        code: code ?? this.#positive(),
        grid: gridOf(column(all, name), gridValues),
        curves: effectCurves,
      },
      this.#computes,
    );
  }

  *#surrogate({ code, depth }: AskOf<'surrogate'>): Generator<Progress, Surrogate> {
    const part = judgedPart(this.#data);
    const held = evenly(this.#inputsOf(this.#data[part].table), backgroundAtMost).table;
    const { seed } = this.#recipe;
    return yield* surrogateOf(
      {
        ...{ run: this.#run, train: this.#background, held, part, depth, seed },
        code: code ?? this.#positive(),
      },
      this.#computes,
    );
  }

  *#lime({ rid, code }: AskOf<'lime'>): Generator<Progress, Lime> {
    const about = { run: this.#run, background: this.#background, row: this.#rowAt(rid), rid };
    const { seed } = this.#recipe;
    return yield* limeOf({ ...about, seed, code: code ?? this.#positive() }, this.#computes);
  }

  *#whatIf({ rid, cells, along, code }: AskOf<'whatIf'>): Generator<Progress, WhatIf> {
    const row = this.#rowAt(rid);
    const table = withColumns(
      row,
      cells.map(([name, cell]) => [name, columnWith([cell], column(row, name))]),
    );
    const classes = code === null ? null : [code];
    const explanation = yield* this.#explainer.explain({
      table,
      rid: Int32Array.of(rid),
      classes,
    });
    this.#nearness ??= new Nearness(
      this.#background,
      matrixFor(this.#run, this.#background, this.#computes),
    );
    const X = matrixFor(this.#run, table, this.#computes);
    const curve = along && {
      column: along.column,
      values: this.#curve(table, along, code ?? this.#positive()),
    };
    const called = this.#run.classes
      ? calledLabels(this.#run, explanation.predicted, table)[0]!
      : null;
    return { explanation, curve, distance: this.#nearness.of(table, X), called };
  }

  *#track({ rid, cells, column: name, values, code }: AskOf<'track'>): Generator<Progress, Track> {
    const row = this.#rowAt(rid);
    const set = cells.map(([at, cell]) => [at, columnWith([cell], column(row, at))] as const);
    const rows = takeRows(withColumns(row, set), new Int32Array(values.length));
    const moved: Column = { kind: 'number', values: Float64Array.from(values) };
    const explanation = yield* this.#explainer.track({
      table: withColumns(rows, [[name, moved]]),
      rid: new Int32Array(values.length).fill(rid),
      classes: code === null ? null : [code],
    });
    return { explanation };
  }

  /** Predictions of one row along a grid. */
  #curve(
    row: Table,
    { column: name, grid }: { readonly column: string; readonly grid: EffectGrid },
    code: number,
  ): Float64Array {
    const n = lengthOf(grid);
    const rows = takeRows(row, new Int32Array(n));
    const cells: Column =
      grid.kind === 'number'
        ? { kind: 'number', values: grid.values }
        : {
            kind: 'category',
            levels: grid.levels.filter((level) => level !== null),
            codes: Int32Array.from(grid.levels, (level, i) => (level === null ? -1 : i)),
          };
    const said = predictTable(this.#run, withColumns(rows, [[name, cells]]), this.#computes);
    const width = said.length / n;
    return Float64Array.from({ length: n }, (_, i) => said[i * width + code]!);
  }

  #rowAt(rid: number): Table {
    const at = this.#loaded.rid.indexOf(rid);
    if (at >= 0) return takeRows(this.#inputsOf(this.#loaded.table), Int32Array.of(at));
    throw new EngineError({
      code: 'no-rows',
      what: 'This row is not in the table: a step leaves it out, or the file ends before it',
      where: {},
      remedy: 'Choose another row.',
    });
  }

  /** The class that is spoken of where none is named: of two the second. */
  #positive = (): number => (this.#run.classes?.length === 2 ? 1 : 0);

  #inputsOf = (table: Table): Table => ({
    rows: table.rows,
    columns: new Map(this.#run.inputs.map((name) => [name, column(table, name)])),
  });
}

function evenly(table: Table, most: number): { readonly table: Table; readonly rows: Int32Array } {
  const n = Math.min(table.rows, most);
  const rows = Int32Array.from({ length: n }, (_, i) => Math.floor((i * table.rows) / n));
  return { table: n === table.rows ? table : takeRows(table, rows), rows };
}
