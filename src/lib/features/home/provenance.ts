import type { Origin, StoredProject } from '#lib/storage/schema.ts';
import { bytes, count, counted } from '#lib/ui/format.ts';

const places: Readonly<Record<Origin['kind'], string>> = {
  file: 'A file of this device',
  address: 'The web',
  paste: 'Pasted',
  sample: 'A sample of the app',
};

/** Where a project's file came from, in words. */
export function originWords(origin: Origin | undefined): string {
  if (!origin) return 'Not recorded';
  return origin.address ? `${places[origin.kind]}, ${origin.address}` : places[origin.kind];
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}

/** What is known of a project's table without opening it; `held` is the size of the copy on this device. */
export function factsOf(
  { recipe, rows, origin, createdAt }: StoredProject,
  held: number | undefined,
): readonly Fact[] {
  const { file, columns, rejectedRows, sample } = recipe.source;
  const left = rejectedRows.length > 0 ? `, ${counted(rejectedRows.length, 'row')} left out` : '';
  return [
    { name: 'File', value: `${file.name}, ${bytes(file.bytes)}` },
    { name: 'From', value: originWords(origin) },
    { name: 'Opened', value: createdAt.slice(0, 16).replace('T', ' ') },
    {
      name: 'Table',
      value: `${counted(rows, 'row')} × ${counted(columns.length, 'column')}${left}`,
    },
    ...(sample ? [{ name: 'Sample', value: `One row in ${count(sample.every)}` }] : []),
    {
      name: 'Kept here',
      value: held === undefined ? 'No copy of the file' : `${bytes(held)}, and its runs`,
    },
    { name: 'SHA-256', value: `${file.sha256.slice(0, 16)}…`, mono: true },
  ];
}
