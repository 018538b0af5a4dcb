import { EngineError } from '#lib/recipe/errors.ts';

/** Refuses, with 'file-kind', bytes that are some other kind of file than delimited text. */
export function refuseOtherKinds(head: Uint8Array, file: string): void {
  const kind = kindOf(head);
  if (!kind) return;
  throw new EngineError({
    code: 'file-kind',
    what: `This looks like ${kind.name}, not like a CSV file`,
    where: { file },
    remedy: kind.remedy,
  });
}

interface Kind {
  readonly name: string;
  readonly remedy: string;
}

function kindOf(head: Uint8Array): Kind | null {
  const text = latin1(head.subarray(0, 4096));
  for (const [magic, name, remedy] of magics) {
    if (text.startsWith(magic)) return { name, remedy };
  }
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return zipKind(text);
  const trimmed = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype\s+html|html|head|body)\b/i.test(trimmed)) {
    return {
      name: 'a web page (HTML)',
      remedy: 'Download the file itself: the server probably sent its error or log-in page.',
    };
  }
  if (/^<\?xml\b/i.test(trimmed))
    return { name: 'an XML document', remedy: 'Export the table as CSV.' };
  return null;
}

/** What is read when its kind is not said. */
const unsaid = 'Open it without saying that it is delimited text.';
const unpack = 'Unpack it and drop the CSV inside.';

const zipKind = (text: string): Kind => ({
  name:
    text.includes('[Content_Types].xml') || text.includes('xl/')
      ? 'an Excel workbook (.xlsx)'
      : 'a zip archive',
  remedy: unsaid,
});

const asCsv = 'Export the table as CSV and drop that.';

const magics: readonly (readonly [magic: string, name: string, remedy: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'a PNG picture', 'Drop the CSV file instead.'],
  ['\xff\xd8\xff', 'a JPEG picture', 'Drop the CSV file instead.'],
  ['GIF87a', 'a GIF picture', 'Drop the CSV file instead.'],
  ['GIF89a', 'a GIF picture', 'Drop the CSV file instead.'],
  ['%PDF-', 'a PDF document', 'Copy the table into a spreadsheet and save it as CSV.'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel or Office file (.xls)', unsaid],
  ['\x1f\x8b', 'a gzip archive', unsaid],
  ['BZh', 'a bzip2 archive', unpack],
  ['\xfd7zXZ\x00', 'an xz archive', unpack],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive', unpack],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', unpack],
  ['Rar!\x1a\x07', 'a RAR archive', unpack],
  ['PAR1', 'a Parquet file', unsaid],
  ['ARROW1', 'an Arrow file', unsaid],
  ['SQLite format 3\x00', 'an SQLite database', asCsv],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file', asCsv],
  ['\x7fELF', 'a program', 'Drop the CSV file instead.'],
];

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return text;
};
