import type { ReadHooks } from '../formats/reader.ts';
import { piecewise, readPart } from './document.ts';
import { OdsSheets } from './odsSheets.ts';
import { OdsStyles } from './odsStyles.ts';
import type { Parts } from './parts.ts';
import { withPassword } from './refusals.ts';
import { SheetExtras } from './workbook.ts';
import type { SheetInfo, SheetRow, Workbook } from './workbook.ts';
import { attribute } from './xml.ts';

const content = 'content.xml';
const manifest = 'META-INF/manifest.xml';

/**
 * Opens an OpenDocument spreadsheet (ISO/IEC 26300). All its sheets are in one part, which is read through once to
 * know them, and up to the sheet in question each time its rows are asked for.
 * @throws EngineError file-malformed, file-kind (a password), size-limit, cancelled
 */
export async function openOds(parts: Parts, hooks: ReadHooks): Promise<Workbook> {
  await refuseEncrypted(parts, hooks);
  const common = await commonStyles(parts, hooks);
  const sheets: SheetInfo[] = [];
  const survey = new OdsSheets(
    { styles: common, extras: new SheetExtras(), file: parts.file.name },
    { sheet: -1, found: (info) => sheets.push(info) },
  );
  await readPart(parts, content, survey, hooks);
  return {
    kind: 'ods',
    sheets,
    cost: () => parts.sizeOf(content),
    rows: (sheet, extras, own) => sheetRows(parts, sheet, extras, own),
  };
}

async function* sheetRows(
  parts: Parts,
  sheet: number,
  extras: SheetExtras,
  hooks: ReadHooks,
): AsyncGenerator<readonly SheetRow[]> {
  const styles = await commonStyles(parts, hooks);
  const place = { styles, extras, file: parts.file.name };
  const reader = new OdsSheets(place, { sheet, found: () => undefined });
  for await (const _ of piecewise(parts, content, reader, hooks)) {
    for (let rows = reader.take(); rows.length > 0; rows = reader.take()) yield rows;
    if (reader.past) return;
  }
}

async function commonStyles(parts: Parts, hooks: ReadHooks): Promise<OdsStyles> {
  const styles = new OdsStyles();
  if (!parts.has('styles.xml')) return styles;
  await readPart(
    parts,
    'styles.xml',
    {
      wantsText: false,
      open: (name, raw) => styles.open(name, raw),
      text: () => undefined,
      close: (name) => styles.close(name),
    },
    hooks,
  );
  return styles;
}

async function refuseEncrypted(parts: Parts, hooks: ReadHooks): Promise<void> {
  if (!parts.has(manifest)) return;
  let path = '';
  let encrypted = false;
  await readPart(
    parts,
    manifest,
    {
      wantsText: false,
      open: (name, raw) => {
        if (name === 'file-entry') path = attribute(raw, 'full-path') ?? '';
        if (name === 'encryption-data')
          encrypted ||= path === content || path === 'encrypted-package';
      },
      text: () => undefined,
      close: () => undefined,
    },
    hooks,
  );
  if (encrypted) throw withPassword(parts.file.name);
}
