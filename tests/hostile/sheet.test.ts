import { deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { EngineError } from '#lib/recipe/errors.ts';
import { odfpy, openpyxl, xls1900 } from '../unit/data.sheet.fixtures.ts';
import { pack, read, refused, sheetOf } from '../unit/data.sheet.support.ts';
import { ole, rawZip, sheetXml, unpolluted, withSheet } from './sheet.support.ts';

unpolluted();

describe('archives', () => {
  it('a bomb is refused by what it declares, before it is unpacked', async () => {
    const bytes = await withSheet(sheetXml(`<row><c><v>1</v></c></row>${' '.repeat(40 << 20)}`));
    expect(bytes.length).toBeLessThan(1 << 20);
    const before = process.memoryUsage().rss;
    const detail = await refused(bytes);
    expect(detail).toMatchObject({ code: 'size-limit', what: expect.stringContaining('zip bomb') });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20);
  });

  it('a bomb that declares little is refused at what it declared', async () => {
    const xml = Buffer.from(sheetXml(`<row><c><v>1</v></c></row>${' '.repeat(40 << 20)}`));
    const zip = await JSZip.loadAsync(await sheetOf([['a'], [1]]));
    const parts = await Promise.all(
      Object.values(zip.files)
        .filter((f) => !f.dir)
        .map(async (f) => ({ name: f.name, content: Buffer.from(await f.async('uint8array')) })),
    );
    const bytes = rawZip(
      parts.map((p) =>
        p.name.endsWith('sheet0.xml') ? { ...p, content: xml, declared: 1000 } : p,
      ),
    );
    const began = process.memoryUsage().rss;
    const detail = await refused(bytes);
    expect(detail).toMatchObject({
      code: 'file-malformed',
      what: expect.stringContaining('more than 1,000 bytes'),
    });
    expect(process.memoryUsage().rss - began).toBeLessThan(200 << 20);
  });

  it('a workbook that unpacks to more than 1 GiB is refused with the limit', async () => {
    const detail = await refused(
      rawZip([
        { name: '_rels/.rels', content: Buffer.from('<r/>') },
        {
          name: 'xl/workbook.xml',
          content: Buffer.alloc(40 << 20, 'ab'),
          declared: 3_000_000_000,
          stored: true,
        },
      ]),
    );
    expect(detail).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('at most 1,024 MiB'),
    });
  });

  it('overlapping entries, as in 42.zip, are refused', async () => {
    const content = Buffer.from(sheetXml(''));
    const bytes = rawZip([
      { name: 'xl/workbook.xml', content },
      { name: 'xl/a.xml', content, at: 0 },
    ]);
    expect(await refused(bytes)).toMatchObject({
      code: 'file-malformed',
      what: expect.stringContaining('lies over another'),
    });
  });

  it('two parts of one name, of which readers see different ones, are refused', async () => {
    const content = Buffer.from('<workbook/>');
    const bytes = rawZip([
      { name: 'xl/workbook.xml', content },
      { name: 'XL/Workbook.xml', content },
    ]);
    expect(await refused(bytes)).toMatchObject({
      code: 'file-malformed',
      what: expect.stringContaining('2 times'),
    });
  });

  it('a changed byte in a part is found by its checksum', async () => {
    const content = Buffer.from('<workbook/>');
    const bytes = rawZip([{ name: 'xl/workbook.xml', content, stored: true }]);
    bytes[bytes.indexOf('<workbook/>'.charCodeAt(1), 40)]! ^= 1;
    expect((await refused(bytes)).what).toMatch(/checksum|damaged/);
  });

  it('an entry called ../../etc/passwd is a name like another', async () => {
    const zip = await JSZip.loadAsync(await sheetOf([['a'], [1]]));
    zip.file('../../etc/passwd', 'root', { createFolders: false });
    const { rows } = await read(await zip.generateAsync({ type: 'uint8array' }));
    expect(rows).toEqual([['1']]);
  });

  it('a method of packing that nobody writes is named', async () => {
    const bytes = rawZip([{ name: 'xl/workbook.xml', content: Buffer.from('x'), method: 12 }]);
    expect((await refused(bytes)).what).toContain('method 12');
  });

  it.each([
    ['.xlsx', openpyxl],
    ['.ods', odfpy],
    ['.xls', xls1900],
  ])('%s cut off anywhere is refused, or as it was whole', async (_, whole) => {
    const first = JSON.stringify((await read(whole)).rows);
    for (let k = 0; k < 60; k += 1) {
      const cut = whole.subarray(0, Math.floor((whole.length * k) / 60));
      const found = await read(cut).then(
        (r) => JSON.stringify(r.rows),
        (error: unknown) => error,
      );
      if (found instanceof EngineError) expect(found.detail.code).toMatch(/^file-/);
      else expect(found).toBe(first);
    }
  });

  it.each([
    ['.xlsx', openpyxl],
    ['.ods', odfpy],
    ['.xls', xls1900],
  ])('%s with flipped bits is read or refused, and nothing else happens', async (_, whole) => {
    let seed = 7;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let k = 0; k < 150; k += 1) {
      const bytes = Uint8Array.from(whole);
      for (let j = 0; j < 3; j += 1) bytes[next(bytes.length)]! ^= 1 << next(8);
      const error: unknown = await read(bytes).then(
        () => null,
        (e: unknown) => e,
      );
      if (error !== null) expect(error).toBeInstanceOf(EngineError);
    }
  });
});

describe('files that are something else', () => {
  it.each<[string, () => Promise<Uint8Array>, string]>([
    [
      'a Word document',
      () => pack({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' }),
      'Word document (.docx)',
    ],
    ['a presentation', () => pack({ 'ppt/presentation.xml': '<p/>' }), '.pptx'],
    ['a binary workbook', () => pack({ 'xl/workbook.bin': 'x', '_rels/.rels': '<r/>' }), '.xlsb'],
    [
      'an OpenDocument text',
      () => pack({ mimetype: 'application/vnd.oasis.opendocument.text' }),
      'OpenDocument text',
    ],
    ['a Numbers document', () => pack({ 'Index/Document.iwa': 'x' }), 'Numbers'],
    ['another zip', () => pack({ 'a.csv': 'a,b' }), 'zip archive of 1 files'],
    ['a web page', async () => Buffer.from('<html><table>'), 'no workbook'],
    [
      'a workbook with a password',
      async () => ole(['EncryptionInfo', 'EncryptedPackage']),
      'password',
    ],
    ['an old Word document', async () => ole(['WordDocument', '1Table']), '.doc'],
    ['an Outlook message', async () => ole(['__properties_version1.0']), '.msg'],
  ])('%s is told what it is', async (_, make, word) => {
    const detail = await refused(await make());
    expect([detail.code, detail.what]).toEqual(['file-kind', expect.stringContaining(word)]);
    expect(detail.remedy).not.toBe('');
  });

  it('an old workbook with a password is refused with the remedy', async () => {
    const bof = [0x09, 0x08, 0x10, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const detail = await refused(
      Uint8Array.from([...bof, 0x2f, 0, 6, 0, 0, 0, 1, 2, 3, 4, 0x0a, 0, 0, 0]),
    );
    expect(detail).toMatchObject({
      code: 'file-kind',
      remedy: expect.stringContaining('without a password'),
    });
  });

  it('no byte is an empty file; a sheet without a value too', async () => {
    expect((await refused(new Uint8Array())).code).toBe('file-empty');
    expect((await refused(await sheetOf([]))).code).toBe('file-empty');
    expect((await refused(await sheetOf([['only a title']]), { skip: 5 })).code).toBe('file-empty');
  });
});

it('a formula in an .xls that @e965/xlsx does not come back from is never given to it', async () => {
  // A formula record of 20 bytes: its expression's length lies beyond its end.
  const record = (type: number, data: readonly number[]) => [
    type & 255,
    type >> 8,
    data.length,
    0,
    ...data,
  ];
  const bof = record(0x0809, [0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const bytes = Uint8Array.from([
    ...bof,
    ...record(
      6,
      Array.from({ length: 20 }, () => 0),
    ),
    ...record(10, []),
  ]);
  const error: unknown = await read(bytes).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(EngineError);
});

it('deflate that is no deflate is refused', async () => {
  const good = deflateRawSync(Buffer.from('<workbook/>'));
  const bytes = rawZip([
    {
      name: 'xl/workbook.xml',
      content: Buffer.from('<workbook/>'),
      packed: good.map((b) => b ^ 0xff),
    },
  ]);
  expect((await refused(bytes)).code).toBe('file-malformed');
});
