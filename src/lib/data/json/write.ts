export interface JsonTable {
  readonly names: readonly string[];
  readonly kinds: readonly ('text' | 'number' | 'boolean' | 'date' | 'datetime')[];
  readonly rows: number;
  /** The value, null where it is missing; a number that no double holds comes as its text. */
  readonly cell: (row: number, column: number) => string | number | boolean | null;
}

const chunkCharacters = 1 << 18;

/**
 * The table as an array of objects, or as NDJSON, in UTF-8, some 256 KiB at a time. Every object has every key, null
 * where the value is missing. Texts stay texts; numbers keep the digits they come with; what JSON cannot say as a
 * number (Infinity, 007) is written as a text, NaN as null.
 * @param options lines: one object a line and nothing else
 */
export function* writeJson(
  { names, kinds, rows, cell }: JsonTable,
  { lines }: { readonly lines: boolean },
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const keys = names.map((name, j) => `${j > 0 ? ',' : ''}${JSON.stringify(name)}:`);
  let text = lines ? '' : '[';
  for (let i = 0; i < rows; i += 1) {
    if (!lines) text += i > 0 ? ',\n' : '\n';
    text += '{';
    for (let j = 0; j < keys.length; j += 1) text += keys[j]! + written(cell(i, j), kinds[j]!);
    text += lines ? '}\n' : '}';
    if (text.length < chunkCharacters) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (!lines) text += rows > 0 ? '\n]\n' : ']\n';
  if (text !== '') yield encoder.encode(text);
}

function written(
  value: string | number | boolean | null,
  kind: JsonTable['kinds'][number],
): string {
  if (value === null) return 'null';
  if (kind === 'number') return numberOf(value);
  if (kind === 'boolean' && (value === true || value === 'true')) return 'true';
  if (kind === 'boolean' && (value === false || value === 'false')) return 'false';
  return JSON.stringify(String(value));
}

/** A number of JSON (RFC 8259, section 6). */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numberOf(value: string | number | boolean): string {
  if (Number.isNaN(value)) return 'null';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return jsonNumber.test(text) ? text : JSON.stringify(text);
}
