import type { Format } from '#lib/recipe/source.ts';
import { isArrow } from '../arrowFile/kind.ts';
import type { FileSource } from '../files.ts';
import { isJson } from '../json/kind.ts';
import { isParquet } from '../parquet/kind.ts';
import { isWorkbook } from '../sheet/kind.ts';
import type { FormatReader } from './reader.ts';

const headSize = 1 << 16;

/** What a file is, from its bytes; the name only decides between kinds that begin alike. */
export async function kindOf(file: FileSource): Promise<Format['kind']> {
  const head = await file.slice(0, Math.min(file.size, headSize));
  const found = kinds.find(([, is]) => is(head, file.name));
  return found?.[0] ?? 'delimited';
}

const kinds: readonly (readonly [Format['kind'], (head: Uint8Array, name: string) => unknown])[] = [
  ['parquet', isParquet],
  ['arrow', isArrow],
  ['sheet', isWorkbook],
  ['json', isJson],
];

/** The reader of a kind, its library loaded only now. */
export const readers: Record<Format['kind'], () => Promise<FormatReader>> = {
  delimited: async () => (await import('../csv/csvReader.ts')).csvReader,
  sheet: async () => (await import('../sheet/reader.ts')).sheetReader,
  json: async () => (await import('../json/jsonReader.ts')).jsonReader,
  parquet: async () => (await import('../parquet/parquetReader.ts')).parquetReader,
  arrow: async () => (await import('../arrowFile/arrowReader.ts')).arrowReader,
};
