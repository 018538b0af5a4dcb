import { childOf, type Field } from './fields.ts';

/** A column made of a field. */
export interface FieldColumn {
  readonly field: Field;
  /** The keys on the way, joined with dots. */
  readonly header: string;
}

/** The columns among the fields, in the order in which they first appeared. */
export function columnsOf(root: Field): FieldColumn[] {
  const found: Field[] = [];
  collect(root, found);
  found.sort((a, b) => a.order - b.order);
  return found.map((field) => ({ field, header: headerOf(field) }));
}

/** At least how many columns the fields make, those of the record at hand among them. */
export function countColumns(root: Field): number {
  let count = 0;
  const left = [root];
  for (let field = left.pop(); field; field = left.pop()) {
    const children = field.children;
    if (!children || children.size === 0 || field.values > 0) count += 1;
    if (children) for (const child of children.values()) left.push(child);
  }
  return count;
}

/** Makes cells of the objects that lie as deep as `depth`. */
export function prune(root: Field, depth: number): void {
  const left = [root];
  for (let field = left.pop(); field; field = left.pop()) {
    if (field.level >= depth) {
      field.values += field.objects + field.empties;
      field.objects = 0;
      field.empties = 0;
      field.children = null;
      field.first = null;
    } else if (field.children) {
      for (const child of field.children.values()) left.push(child);
    }
  }
}

/** The fields of a GeoJSON feature: its properties count as its own, its geometry is one cell. */
export function shapeAsFeature(root: Field): { type: Field; geometry: Field; properties: Field } {
  const add = (key: string): Field => childOf(root, key, new TextEncoder().encode(key));
  const [type, geometry, properties] = [add('type'), add('geometry'), add('properties')];
  for (const field of [type, geometry, properties]) field.known = true;
  type.hidden = true;
  geometry.whole = true;
  properties.hidden = true;
  properties.level = -1;
  return { type, geometry, properties };
}

/** A field is a column where some record has a cell in it, and where it never had anything inside. */
function collect(field: Field, found: Field[]): void {
  const before = found.length;
  for (const child of field.children?.values() ?? []) collect(child, found);
  const inside = found.length > before;
  const seen = field.values + field.nulls + field.empties > 0;
  if (!field.hidden && field.parent && (field.values > 0 || (seen && !inside))) found.push(field);
}

function headerOf(field: Field): string {
  const keys: string[] = [];
  for (let f: Field = field; f.parent !== null; f = f.parent) {
    if (f.level >= 0 || f === field) keys.unshift(f.key);
  }
  return keys.join('.');
}
