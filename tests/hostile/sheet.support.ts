import { crc32, deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { afterEach, expect } from 'vitest';
import { sheetOf } from '../unit/data.sheet.support.ts';

interface RawEntry {
  readonly name: string;
  readonly content: Buffer;
  /** What the headers say it unpacks to, when that is not so. */
  readonly declared?: number;
  readonly stored?: boolean;
  readonly method?: number;
  /** The bytes in the archive, when they are not the packed content. */
  readonly packed?: Uint8Array;
  /** Where the directory says the entry lies, when that is not so. */
  readonly at?: number;
}

/** A zip archive whose headers say what they are told to. */
export function rawZip(entries: readonly RawEntry[]): Uint8Array {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = Buffer.from(
      entry.packed ?? (entry.stored ? entry.content : deflateRawSync(entry.content)),
    );
    const name = Buffer.from(entry.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 4);
    fields.writeUInt32LE(crc32(entry.content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(entry.declared ?? entry.content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(entry.at ?? offset, 10);
    const made = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, place, name]));
    local.push(made);
    offset += made.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...local, list, end]));
}

/** An OLE container that lists these names and holds nothing. */
export function ole(names: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(512 * 3);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(1, 44);
  bytes.writeUInt32LE(1, 48);
  bytes.fill(0xff, 76, 512);
  bytes.writeUInt32LE(0, 76);
  bytes.fill(0xff, 512, 1024);
  bytes.writeUInt32LE(0xfffffffd, 512);
  bytes.writeUInt32LE(0xfffffffe, 516);
  ['Root Entry', ...names].slice(0, 4).forEach((name, k) => {
    const at = 1024 + 128 * k;
    bytes.write(name, at, 'utf16le');
    bytes.writeUInt16LE(2 * name.length + 2, at + 64);
    bytes[at + 66] = k === 0 ? 5 : 2;
  });
  return new Uint8Array(bytes);
}

/** A workbook whose one sheet is this XML. */
export const withSheet = async (xml: string): Promise<Uint8Array> => {
  const zip = await JSZip.loadAsync(await sheetOf([['a'], [1]]));
  zip.file('xl/worksheets/sheet0.xml', xml);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
};
export const sheetXml = (rows: string, rest = ''): string =>
  `<?xml version="1.0"?><worksheet>${rest}<sheetData>${rows}</sheetData></worksheet>`;

/** After each test Object.prototype is as it was. */
export function unpolluted(): void {
  const ownKeys = Object.getOwnPropertyNames(Object.prototype).sort();
  afterEach(() => {
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(ownKeys);
  });
}
