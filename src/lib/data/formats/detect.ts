import type { Format } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import type { FormatReader } from './reader.ts';

const headSize = 1 << 16;

/** What a file is, from its bytes; the name only decides between kinds that begin alike. */
export async function kindOf(file: FileSource): Promise<Format['kind']> {
  const head = await file.slice(0, Math.min(file.size, headSize));
  if (begins(head, 'PAR1') || begins(head, 'PARE')) return 'parquet';
  if (isArrow(head)) return 'arrow';
  const { isWorkbook } = await import('../sheet/kind.ts');
  if (isWorkbook(head, file.name)) return 'sheet';
  const { isJson } = await import('../json/kind.ts');
  return isJson(head, file.name) ? 'json' : 'delimited';
}

/** The reader of a kind, its library loaded only now. */
export const readers: Record<Format['kind'], () => Promise<FormatReader>> = {
  delimited: async () => (await import('../csv/csvReader.ts')).csvReader,
  sheet: async () => (await import('../sheet/reader.ts')).sheetReader,
  json: async () => (await import('../json/jsonReader.ts')).jsonReader,
  parquet: async () => (await import('../parquet/parquetReader.ts')).parquetReader,
  arrow: async () => (await import('../arrowFile/arrowReader.ts')).arrowReader,
};

/** The file format, version 1 of Feather, or an IPC stream, which begins with a continuation mark. */
const isArrow = (head: Uint8Array): boolean =>
  begins(head, 'ARROW1') || begins(head, 'FEA1') || begins(head, '\xff\xff\xff\xff');

const begins = (head: Uint8Array, magic: string): boolean =>
  head.length >= magic.length && [...magic].every((c, i) => head[i] === c.charCodeAt(0));
