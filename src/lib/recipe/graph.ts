import { describeStep, type Specs } from './describe.ts';
import { reads } from './origins.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import type { ColumnFacts } from './step.ts';

/** A place in the graph of a recipe. */
export interface GraphNode {
  readonly id: string;
  readonly kind: 'source' | 'step' | 'matrix' | 'model';
  /** Of a step or a model. */
  readonly key: string | null;
  readonly title: string;
  readonly detail: string;
  readonly enabled: boolean;
  /** Fitted on training rows only. */
  readonly learned: boolean;
  /** Left to right: 0 is the source. */
  readonly rank: number;
  /** Top to bottom within its rank. */
  readonly row: number;
}

/** Columns that flow from one place to another; none: the whole table, or the matrix. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
}

export interface RecipeGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly ranks: number;
  /** The rank before which cleaning ends and learning begins. */
  readonly learnedFrom: number;
}

type Unplaced = Omit<GraphNode, 'row'>;

/**
 * A recipe as a graph: each step follows those that last wrote the columns it reads, so that steps on different columns
 * stand beside each other. Learned steps stand right of all cleaning ones, for the split lies between.
 */
export function graphOf(recipe: Recipe, specs: Specs): RecipeGraph {
  const { file, columns } = recipe.source;
  const source: Unplaced = {
    id: 'source',
    kind: 'source',
    key: null,
    title: file.name,
    detail: `${columns.length} columns`,
    enabled: true,
    learned: false,
    rank: 0,
  };
  const flow = new Flow(columns, source);
  const cleaning = recipe.steps.filter((s) => specs.steps[s.step]?.kind === 'cleaning');
  const learned = recipe.steps.filter((s) => specs.steps[s.step]?.kind !== 'cleaning');
  for (const step of cleaning) flow.add(step, specs, 1);
  const learnedFrom = flow.width;
  for (const step of learned) flow.add(step, specs, learnedFrom);
  const features = new Set(
    columns.filter((c) => c.role !== 'feature').map((c) => c.name), // neither target nor id
  );
  const matrix = flow.close(
    { id: 'matrix', kind: 'matrix', title: 'Matrix', detail: 'what models are given' },
    (name) => !features.has(name),
  );
  for (const { key, model } of recipe.models)
    flow.follow(matrix, {
      id: `model ${key}`,
      kind: 'model',
      key,
      title: specs.models[model]?.title ?? model,
      detail: 'model',
    });
  return { nodes: placed(flow), edges: flow.edges, ranks: flow.width, learnedFrom };
}

/** Who wrote which column last. */
class Flow {
  readonly nodes: Unplaced[];
  readonly edges: GraphEdge[] = [];
  #columns: readonly ColumnFacts[];
  readonly #writer: Map<string, Unplaced>;
  /** Steps that read or change whole rows: all that comes later follows them. */
  #floor: Unplaced;

  constructor(columns: readonly ColumnFacts[], source: Unplaced) {
    this.nodes = [source];
    this.#columns = columns;
    this.#writer = new Map(columns.map((c) => [c.name, source]));
    this.#floor = source;
  }

  get width(): number {
    return 1 + Math.max(...this.nodes.map((n) => n.rank));
  }

  add(step: RecipeStep, specs: Specs, least: number): void {
    const spec = specs.steps[step.step];
    const { title, effect } = describeStep(step, specs.steps);
    const named = this.#columns.filter((c) => reads(step, c.name)).map((c) => c.name);
    const whole = named.length === 0;
    const before = whole ? this.#all() : this.#sourcesOf(named);
    const node: Unplaced = {
      id: `step ${step.key}`,
      kind: 'step',
      key: step.key,
      title,
      detail: step.enabled ? effect : 'off',
      enabled: step.enabled,
      learned: spec?.kind !== 'cleaning',
      rank: Math.max(least, 1 + Math.max(...[...before.keys()].map((n) => n.rank))),
    };
    this.#join(node, before);
    if (!step.enabled) return;
    const now = spec?.columnsAfter?.(this.#columns, step.columns, step.params) ?? this.#columns;
    this.#write(node, now, step.columns);
    if (whole && now === this.#columns) this.#settle(node);
    this.#columns = now;
  }

  /** The node that takes every column that is left. */
  close(
    about: Pick<Unplaced, 'id' | 'kind' | 'title' | 'detail'>,
    keeps: (column: string) => boolean,
  ): Unplaced {
    const left = this.#columns.map((c) => c.name).filter(keeps);
    const before = left.length > 0 ? this.#sourcesOf(left) : this.#all();
    const node = { ...about, key: null, enabled: true, learned: true, rank: this.width };
    this.#join(node, before);
    return node;
  }

  follow(from: Unplaced, about: Pick<Unplaced, 'id' | 'kind' | 'key' | 'title' | 'detail'>): void {
    const node = { ...about, enabled: true, learned: true, rank: from.rank + 1 };
    this.#join(node, new Map([[from, []]]));
  }

  #join(node: Unplaced, before: ReadonlyMap<Unplaced, readonly string[]>): void {
    this.nodes.push(node);
    for (const [from, columns] of before) this.edges.push({ from: from.id, to: node.id, columns });
  }

  /** What a step made or worked on is its own from now on; what it took away is nobody's. */
  #write(node: Unplaced, now: readonly ColumnFacts[], worked: readonly string[]): void {
    const had = new Set(this.#columns.map((c) => c.name));
    const has = new Set(now.map((c) => c.name));
    for (const name of has)
      if (!had.has(name) || worked.includes(name)) this.#writer.set(name, node);
    for (const name of had) if (!has.has(name)) this.#writer.delete(name);
  }

  /** Rows, or which columns there are, were changed: all that comes later follows. */
  #settle(node: Unplaced): void {
    this.#floor = node;
    for (const name of this.#writer.keys()) this.#writer.set(name, node);
  }

  #all(): Map<Unplaced, readonly string[]> {
    const writers = new Set(this.#writer.values());
    return new Map([...(writers.size > 0 ? writers : [this.#floor])].map((n) => [n, []]));
  }

  #sourcesOf(names: readonly string[]): Map<Unplaced, readonly string[]> {
    const found = new Map<Unplaced, string[]>();
    for (const name of names) {
      const from = this.#writer.get(name) ?? this.#floor;
      found.set(from, [...(found.get(from) ?? []), name]);
    }
    return found;
  }
}

/** Rows within a rank, in the order of the recipe; the first is left free where edges pass by. */
function placed({ nodes, edges }: Flow): GraphNode[] {
  const ranks = new Map(nodes.map((n) => [n.id, n.rank]));
  const passed = new Set(
    edges.flatMap(({ from, to }) => {
      const first = ranks.get(from)! + 1;
      return Array.from({ length: Math.max(0, ranks.get(to)! - first) }, (_, k) => first + k);
    }),
  );
  const next = new Map<number, number>();
  return nodes.map((node) => {
    const row = next.get(node.rank) ?? (passed.has(node.rank) ? 1 : 0);
    next.set(node.rank, row + 1);
    return { ...node, row };
  });
}
