import type { ReadHooks } from '../formats/reader.ts';
import { piecewise, readPart, tags } from './document.ts';
import { classOfBuiltIn, classOfCode } from './numberFormats.ts';
import type { NumberClass } from './numberFormats.ts';
import type { Parts } from './parts.ts';
import type { SheetExtras, SheetInfo, SheetRow, Workbook } from './workbook.ts';
import { attribute, flag } from './xml.ts';
import type { XmlHandler } from './xml.ts';
import { sharedTexts } from './xlsxShared.ts';
import type { XlsxShared } from './xlsxShared.ts';
import { SheetXml } from './xlsxSheet.ts';

/**
 * Opens a workbook of Office Open XML (ECMA-376), strict or transitional.
 * @throws EngineError file-malformed, size-limit, cancelled
 */
export async function openXlsx(parts: Parts, hooks: ReadHooks): Promise<Workbook> {
  const main = [...(await relations(parts, '', hooks)).values()].find(
    (r) => r.type === 'officeDocument',
  );
  const path = main?.target ?? 'xl/workbook.xml';
  const related = await relations(parts, path, hooks);
  const found: { name: string; hidden: boolean; path: string }[] = [];
  let date1904 = false;
  await readPart(
    parts,
    path,
    tags((name, raw) => {
      if (name === 'workbookPr') date1904 = flag(raw, 'date1904');
      if (name !== 'sheet') return;
      const relation = related.get(attribute(raw, 'id') ?? '');
      if (relation?.type !== 'worksheet') return;
      const state = attribute(raw, 'state');
      const hidden = state === 'hidden' || state === 'veryHidden';
      found.push({ name: attribute(raw, 'name') ?? '', hidden, path: relation.target });
    }),
    hooks,
  );
  const partOf = (type: string): string | undefined =>
    [...related.values()].find((r) => r.type === type)?.target;
  const texts = partOf('sharedStrings');
  let shared: Promise<XlsxShared> | null = null;
  const load = async (own: ReadHooks): Promise<XlsxShared> => ({
    classes: await cellClasses(parts, partOf('styles'), own),
    // Some writers name the part and, having no texts, leave it out.
    texts: texts && parts.has(texts) ? await sharedTexts(parts, texts, own) : [],
    date1904,
  });
  return {
    kind: 'xlsx',
    sheets: found.map(({ name, hidden }): SheetInfo => ({ name, hidden })),
    cost: (sheet) => parts.sizeOf(found[sheet]?.path ?? ''),
    rows: async function* (sheet, extras, own) {
      // A cancelled load must not stand for the workbook's texts.
      shared ??= load(own).catch((error: unknown) => {
        shared = null;
        throw error;
      });
      yield* sheetRows(parts, found[sheet]!.path, await shared, { extras, hooks: own });
    },
  };
}

async function* sheetRows(
  parts: Parts,
  path: string,
  shared: XlsxShared,
  { extras, hooks }: { extras: SheetExtras; hooks: ReadHooks },
): AsyncGenerator<readonly SheetRow[]> {
  const sheet = new SheetXml(shared, extras, parts.file.name);
  for await (const _ of piecewise(parts, path, sheet, hooks)) {
    const rows = sheet.take();
    if (rows.length > 0) yield rows;
  }
}

interface Relation {
  /** The last word of its type: worksheet, styles, … */
  readonly type: string;
  readonly target: string;
}

/** What a part refers to, by id; targets within the archive only, as paths from its root. */
async function relations(
  parts: Parts,
  part: string,
  hooks: ReadHooks,
): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const path = `${folder}_rels/${part.slice(slash)}.rels`;
  const found = new Map<string, Relation>();
  if (!parts.has(path)) return found;
  const own = tags((name, raw) => {
    if (name !== 'Relationship' || attribute(raw, 'TargetMode') === 'External') return;
    const type = attribute(raw, 'Type') ?? '';
    const target = resolved(folder, attribute(raw, 'Target') ?? '');
    found.set(attribute(raw, 'Id') ?? '', { type: type.slice(type.lastIndexOf('/') + 1), target });
  });
  await readPart(parts, path, own, hooks);
  return found;
}

function resolved(folder: string, target: string): string {
  const forward = target.replaceAll('\\', '/');
  const steps: string[] = [];
  for (const step of `${forward.startsWith('/') ? '' : folder}${forward}`.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

async function cellClasses(
  parts: Parts,
  path: string | undefined,
  hooks: ReadHooks,
): Promise<NumberClass[]> {
  if (path === undefined) return [];
  const codes = new Map<number, string>();
  const ids: number[] = [];
  let within = '';
  const handler: XmlHandler = {
    ...tags((name, raw) => {
      if (name === 'cellXfs' || name === 'dxfs') within = name;
      else if (name === 'numFmt' && within !== 'dxfs') {
        codes.set(Number(attribute(raw, 'numFmtId')), attribute(raw, 'formatCode') ?? '');
      } else if (name === 'xf' && within === 'cellXfs') {
        ids.push(Number(attribute(raw, 'numFmtId') ?? 0));
      }
    }),
    close: (name) => {
      if (name === within) within = '';
    },
  };
  await readPart(parts, path, handler, hooks);
  return ids.map((id) => {
    const code = codes.get(id);
    return code === undefined ? (classOfBuiltIn(id) ?? 'number') : classOfCode(code);
  });
}
