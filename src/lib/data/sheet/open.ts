import { EngineError } from '#lib/recipe/errors.ts';
import type { ReadHooks } from '../formats/reader.ts';
import type { FileSource } from '../files.ts';
import { isBareBiff, isOle, isZip } from './kind.ts';
import { openOds } from './ods.ts';
import { oleNames } from './ole.ts';
import { Parts } from './parts.ts';
import { otherKind, withPassword } from './refusals.ts';
import type { Workbook } from './workbook.ts';
import { openXls } from './xls.ts';
import { openXlsx } from './xlsx.ts';

const asWorkbook = 'Export the table as .xlsx or CSV and drop that.';

/**
 * Opens a workbook by what its bytes are, whatever its name.
 * @throws EngineError file-empty, file-kind, file-malformed, size-limit, cancelled
 */
export async function openWorkbook(file: FileSource, hooks: ReadHooks): Promise<Workbook> {
  const head = await file.slice(0, 8);
  if (head.length === 0) throw noValue(file.name, 'The file has no byte');
  if (isZip(head)) return openZipped(file, hooks);
  if (isOle(head)) {
    refuseOtherOle(await oleNames(file), file.name);
    return openXls(file, hooks);
  }
  if (isBareBiff(head)) return openXls(file, hooks);
  throw otherKind(
    file.name,
    'This is no workbook: its bytes are those of neither .xlsx, .ods nor .xls',
    'A web page or a text is often exported under such a name: rename it to .html, .csv or .xml to see what it is.',
  );
}

export const noValue = (file: string, what: string): EngineError =>
  new EngineError({
    code: 'file-empty',
    what,
    where: { file },
    remedy: 'Check that it is the right file, or choose another sheet.',
  });

async function openZipped(file: FileSource, hooks: ReadHooks): Promise<Workbook> {
  const parts = await Parts.open(file);
  const names = new Set(parts.names.map((name) => name.replaceAll('\\', '/').toLowerCase()));
  const mimetype = names.has('mimetype') ? await textOf(parts, 'mimetype', hooks) : '';
  if (mimetype.startsWith('application/vnd.oasis.opendocument.spreadsheet')) {
    return openOds(parts, hooks);
  }
  const other = others.find(([is]) => is(names, mimetype));
  if (other) throw otherKind(file.name, `This is ${other[1]}, not a workbook`, other[2]);
  if ([...names].some((name) => name.startsWith('xl/')) || names.has('_rels/.rels')) {
    return openXlsx(parts, hooks);
  }
  if (names.has('content.xml')) return openOds(parts, hooks);
  throw otherKind(
    file.name,
    `This is a zip archive of ${parts.names.length} files, not a workbook`,
    'Unpack it and drop the table inside.',
  );
}

type Other = readonly [
  is: (names: ReadonlySet<string>, mimetype: string) => boolean,
  what: string,
  remedy: string,
];

const others: readonly Other[] = [
  [
    (names) => names.has('xl/workbook.bin'),
    'a binary workbook (.xlsb)',
    'Open it in Excel and save it as .xlsx.',
  ],
  [(names) => names.has('word/document.xml'), 'a Word document (.docx)', asWorkbook],
  [(names) => names.has('ppt/presentation.xml'), 'a PowerPoint presentation (.pptx)', asWorkbook],
  [(names) => names.has('visio/document.xml'), 'a Visio drawing (.vsdx)', asWorkbook],
  [
    (names) => names.has('index/document.iwa') || names.has('index.zip'),
    'a document of Apple’s Numbers, Pages or Keynote',
    'In Numbers, export it as Excel or CSV.',
  ],
  [(_, mime) => mime.startsWith('application/epub'), 'an e-book (.epub)', asWorkbook],
  [
    (_, mime) => mime.startsWith('application/vnd.oasis.opendocument'),
    'an OpenDocument text, drawing or presentation',
    asWorkbook,
  ],
  [(names) => names.has('meta-inf/manifest.mf'), 'a Java archive (.jar)', asWorkbook],
];

async function textOf(parts: Parts, name: string, hooks: ReadHooks): Promise<string> {
  if (parts.sizeOf(name) > 1000) return '';
  let text = '';
  for await (const bytes of parts.read(name, hooks)) text += new TextDecoder().decode(bytes);
  return text.trim();
}

function refuseOtherOle(names: readonly string[], file: string): void {
  if (names.includes('EncryptedPackage')) throw withPassword(file);
  if (names.some((name) => /^(workbook|book)$/i.test(name))) return;
  const [, what] = oleKinds.find(([name]) => names.includes(name)) ?? ['', 'an old Office file'];
  throw otherKind(file, `This is ${what}, not a workbook`, asWorkbook);
}

const oleKinds: readonly (readonly [name: string, what: string])[] = [
  ['WordDocument', 'an old Word document (.doc)'],
  ['PowerPoint Document', 'an old PowerPoint presentation (.ppt)'],
  ['__properties_version1.0', 'an Outlook message (.msg)'],
  ['VisioDocument', 'an old Visio drawing (.vsd)'],
];
