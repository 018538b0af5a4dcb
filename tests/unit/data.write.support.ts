import type { OutKind, OutTable, Written } from '../../src/lib/data/write/table.ts';

export type Cell = string | number | boolean | null;

export function tableOf(
  columns: readonly (readonly [string, OutKind, readonly Cell[]])[],
): OutTable {
  return {
    names: columns.map(([name]) => name),
    kinds: columns.map(([, kind]) => kind),
    rows: columns[0]![2].length,
    cell: (row, column) => columns[column]![2][row]!,
  };
}

export async function bytesOf({ bytes }: Written): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

export const text = async (written: Written): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await bytesOf(written));

export const raw = { delimiter: ',', spreadsheetSafe: false, lineEnd: '\n' } as const;
