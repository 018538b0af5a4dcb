import { EngineError } from '#lib/recipe/errors.ts';
import { Damaged } from './damage.ts';
import type { Footer, SchemaElement } from './footer.ts';
import type { Leaf } from './pages.ts';
import { readsOf, widthIn } from './types.ts';

/** A leaf of the schema: one column chunk in each row group. */
export interface SchemaLeaf extends Leaf {
  readonly index: number;
  readonly element: SchemaElement;
  /** No annotation says whether its bytes are text. */
  readonly binary: boolean;
  readonly bare: boolean;
}

/** How the values of a cell that is no single value lie within one another. */
export type Shape =
  | { readonly kind: 'leaf'; readonly leaf: number; readonly level: number }
  | {
      readonly kind: 'struct';
      /** Definition level from which on it is there. */
      readonly level: number;
      readonly first: number;
      readonly leaves: readonly number[];
      readonly fields: readonly (readonly [name: string, shape: Shape])[];
    }
  | {
      readonly kind: 'list' | 'map';
      /** Definition level from which on it is there, and from which on it has elements. */
      readonly level: number;
      readonly fullLevel: number;
      readonly repetition: number;
      readonly first: number;
      readonly leaves: readonly number[];
      /** Of a map a struct of key and value. */
      readonly item: Shape;
    };

export type TableColumn =
  | { readonly kind: 'flat'; readonly header: string; readonly leaf: number }
  | {
      readonly kind: 'nested';
      readonly header: string;
      readonly leaves: readonly number[];
      readonly shape: Shape;
    };

export interface Layout {
  readonly leaves: readonly SchemaLeaf[];
  readonly columns: readonly TableColumn[];
}

interface Node {
  readonly element: SchemaElement;
  readonly path: string;
  readonly definition: number;
  readonly repetition: number;
  readonly children: readonly Node[];
  /** Index of the leaf, −1 for groups. */
  readonly leaf: number;
}

const depthLimit = 100;
const columnsLimit = 20_000;

/** The table that a schema describes: groups become columns `a.b`, lists and maps one column each. */
export function layoutOf({ elements }: Footer, file: string): Layout {
  const builder = new Builder(elements);
  const root = builder.root();
  const columns = root.children.flatMap((child) => columnsOf(child));
  if (columns.length > columnsLimit) throw tooManyColumns(columns.length, file);
  return { leaves: builder.leaves, columns };
}

/** Makes the tree of a schema that lies flat, each group before its parts. */
class Builder {
  readonly leaves: SchemaLeaf[] = [];
  readonly #elements: readonly SchemaElement[];
  #next = 0;

  constructor(elements: readonly SchemaElement[]) {
    this.#elements = elements;
  }

  root(): Node {
    const element = this.#take();
    const node = { element, path: '', definition: 0, repetition: 0, children: [], leaf: -1 };
    const root = { ...node, children: this.#children(node, 0) };
    if (this.#next !== this.#elements.length)
      throw new Damaged('it describes columns that belong to nothing');
    return root;
  }

  #take(): SchemaElement {
    const element = this.#elements[this.#next];
    this.#next += 1;
    if (!element) throw new Damaged('its columns are more than it describes');
    return element;
  }

  #children(node: Node, depth: number): Node[] {
    if (depth > depthLimit) throw new Damaged(`its columns lie more than ${depthLimit} deep`);
    const { children, name } = node.element;
    if (children < 0 || children > this.#elements.length)
      throw new Damaged(`column “${name}” says that it has ${children} parts`);
    return Array.from({ length: children }, () => this.#node(node, depth + 1));
  }

  #node(parent: Node, depth: number): Node {
    const element = this.#take();
    const { name, repetition, type, children } = element;
    const node = {
      element,
      path: parent.path === '' && depth === 1 ? name : `${parent.path}.${name}`,
      definition: parent.definition + (repetition === 'required' ? 0 : 1),
      repetition: parent.repetition + (repetition === 'repeated' ? 1 : 0),
      children: [],
      leaf: -1,
    };
    if (type !== null && children === 0) return { ...node, leaf: addLeaf(this.leaves, node) };
    return { ...node, children: this.#children(node, depth) };
  }
}

function addLeaf(leaves: SchemaLeaf[], node: Omit<Node, 'children' | 'leaf'>): number {
  const { element, path, definition, repetition } = node;
  if (definition > 255) throw new Damaged('its columns lie more than 255 deep');
  const { format, binary, bare } = readsOf(element);
  const values = { type: element.type!, width: widthIn(element), format };
  leaves.push({
    index: leaves.length,
    name: path,
    fullLevel: definition,
    listLevel: repetition,
    values,
    element,
    binary,
    bare,
  });
  return leaves.length - 1;
}

function columnsOf(node: Node): TableColumn[] {
  const { element, path, leaf } = node;
  const single = element.repetition !== 'repeated';
  if (single && leaf >= 0) return [{ kind: 'flat', header: path, leaf }];
  if (single && !wrapsRepeated(node)) return node.children.flatMap(columnsOf);
  const leaves = leavesOf(node);
  if (leaves.length === 0) return [];
  return [{ kind: 'nested', header: path, leaves, shape: shapeOf(node) }];
}

const leavesOf = (node: Node): number[] =>
  node.leaf >= 0 ? [node.leaf] : node.children.flatMap(leavesOf);

/** ConvertedType LIST 3, MAP 1, MAP_KEY_VALUE 2; LogicalType LIST 3, MAP 2. */
const isList = ({ converted, logical }: SchemaElement): boolean =>
  converted === 3 || logical?.id === 3;

const isMap = ({ converted, logical }: SchemaElement): boolean =>
  converted === 1 || converted === 2 || logical?.id === 2;

/** Annotated as a list or map, and built like one. */
const wrapsRepeated = ({ element, children }: Node): boolean =>
  (isList(element) || isMap(element)) &&
  children.length === 1 &&
  children[0]!.element.repetition === 'repeated';

function shapeOf(node: Node): Shape {
  if (node.element.repetition !== 'repeated') return valueOf(node);
  // repeated without a list around it: a list that is there, of elements that are
  return listOf(node, node.definition - 1, valueOf(node));
}

function valueOf(node: Node): Shape {
  if (node.leaf >= 0) return { kind: 'leaf', leaf: node.leaf, level: node.definition };
  if (leavesOf(node).length === 0) throw new Damaged(`column “${node.path}” has no parts`);
  if (!wrapsRepeated(node)) return structOf(node);
  const [repeated] = node.children as [Node];
  // a map without values is the list of its keys
  if (isMap(node.element) && repeated.children.length === 2)
    return { ...listOf(repeated, node.definition, structOf(repeated)), kind: 'map' };
  return listOf(repeated, node.definition, elementOf(repeated, node));
}

/** @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#backward-compatibility-rules */
function elementOf(repeated: Node, list: Node): Shape {
  const [only] = repeated.children;
  const { name } = repeated.element;
  const isElement =
    repeated.children.length !== 1 ||
    only!.element.repetition === 'repeated' ||
    wrapsRepeated(repeated) ||
    name === 'array' ||
    name === `${list.element.name}_tuple`;
  return isElement ? valueOf(repeated) : shapeOf(only!);
}

function listOf(repeated: Node, level: number, item: Shape): Shape & { kind: 'list' | 'map' } {
  const leaves = leavesOf(repeated);
  return {
    kind: 'list',
    level,
    fullLevel: repeated.definition,
    repetition: repeated.repetition,
    first: leaves[0]!,
    leaves,
    item,
  };
}

function structOf(node: Node): Shape {
  const leaves = leavesOf(node);
  const fields = node.children
    .filter((child) => leavesOf(child).length > 0)
    .map((child) => [child.element.name, shapeOf(child)] as const);
  return { kind: 'struct', level: node.definition, first: leaves[0]!, leaves, fields };
}

const tooManyColumns = (width: number, file: string): EngineError =>
  new EngineError({
    code: 'columns-limit',
    what: `The file has ${width.toLocaleString('en-US')} columns; the limit is ${columnsLimit.toLocaleString('en-US')}`,
    where: { file },
    remedy: 'Leave columns out, or turn the table so that they become rows.',
  });
