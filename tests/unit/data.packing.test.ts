import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesFile, type FileSource } from '#lib/data/files.ts';
import { unpack } from '#lib/data/packing.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Packing } from '#lib/recipe/source.ts';

const hooks = { checkCancel: () => undefined };
const open = (bytes: Uint8Array, name: string, choice?: Packing | null) =>
  unpack(bytesFile(Uint8Array.from(bytes), name), choice, hooks);
const textOf = async (file: FileSource): Promise<string> =>
  new TextDecoder().decode(await file.slice(0, file.size));
async function refused(bytes: Uint8Array, choice?: Packing) {
  const error: unknown = await open(bytes, 'made', choice).catch((e: unknown) => e);
  if (error instanceof EngineError) return error.detail;
  throw new Error(`not refused: ${String(error)}`);
}

interface Entry {
  readonly name: string;
  readonly data: Uint8Array | string;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** Says another size. */
  readonly size?: number;
  readonly crc?: number;
  /** Name as bytes, not UTF-8. */
  readonly raw?: Uint8Array;
  readonly large?: boolean;
}

/** A zip archive, byte by byte (APPNOTE 4.3); `offsets` may lie. */
function zip(entries: readonly Entry[], change: { offsets?: number[]; prefix?: Uint8Array } = {}) {
  const parts: Buffer[] = [Buffer.from(change.prefix ?? [])];
  const central: Buffer[] = [];
  let at = 0;
  entries.forEach((entry, k) => {
    const data = Buffer.from(entry.data);
    const packed = entry.stored ? data : deflateRawSync(data);
    const name = Buffer.from(entry.raw ?? Buffer.from(entry.name));
    const flags = entry.flags ?? (entry.raw ? 0 : 0x800);
    const sizes = entry.large
      ? [0xffffffff, 0xffffffff]
      : [packed.length, entry.size ?? data.length];
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 4);
    fields.writeUInt32LE((entry.crc ?? crc32(data)) >>> 0, 10);
    fields.writeUInt32LE(sizes[0]!, 14);
    fields.writeUInt32LE(sizes[1]!, 18);
    fields.writeUInt16LE(name.length, 22);
    const extra = Buffer.alloc(entry.large ? 28 : 0);
    if (entry.large) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(data.length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(change.offsets?.[k] ?? at), 20);
    }
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name]);
    const head = Buffer.alloc(46);
    head.write('PK\x01\x02', 'latin1');
    fields.copy(head, 6);
    head.writeUInt16LE(extra.length, 30);
    head.writeUInt32LE(entry.large ? 0xffffffff : (change.offsets?.[k] ?? at), 42);
    central.push(head, name, extra);
    parts.push(local, packed);
    at += local.length + packed.length;
  });
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Uint8Array.from(Buffer.concat([...parts, directory, end]));
}

const csv = 'a,b\n1,é\n2,x\n';

describe('gzip', () => {
  it('is found by its bytes, and told; the name loses its ending', async () => {
    const { file, packing, guess } = await open(gzipSync(csv), 'table.csv.gz');
    expect([file.name, packing, await textOf(file)]).toEqual(['table.csv', { kind: 'gzip' }, csv]);
    expect(guess).toMatchObject({ what: 'packing', value: 'gzip' });
  });

  it('of several members is all of them', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `row ${i},${'x'.repeat(i)}\n`);
    const members = Buffer.concat(many.map((text) => gzipSync(text)));
    const { file } = await open(members, 'log.gz');
    expect(await textOf(file)).toBe(many.join(''));
  });

  it('with what looks like a member inside its data is read right', async () => {
    const inner = Buffer.concat(Array.from({ length: 50 }, (_, i) => gzipSync(`${i}`)));
    const text = Buffer.concat([Buffer.from('a\n'), inner]);
    const { file } = await open(gzipSync(text, { level: 0 }), 'x.gz');
    expect(Buffer.from(await file.slice(0, file.size)).equals(text)).toBe(true);
  });

  it('of more than is kept in memory is read at any place', async () => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => `${i},${(i * 7919) % 1_000_003}\n`);
    const text = Buffer.from(rows.join('').repeat(6));
    expect(text.length).toBeGreaterThan(1 << 26);
    const cut = 40_000_000;
    const packed = Buffer.concat([
      gzipSync(text.subarray(0, cut), { level: 1 }),
      gzipSync(text.subarray(cut), { level: 1 }),
    ]);
    const { file } = await open(packed, 'big.csv.gz');
    expect(file.size).toBe(text.length);
    const places = [0, cut - 5, 70_000_000, 69_999_990, 5, text.length - 100, 68_000_000];
    const slices = await Promise.all(places.map((at) => file.slice(at, at + 1000)));
    slices.forEach((bytes, k) =>
      expect(text.subarray(places[k]!, places[k]! + 1000).equals(bytes)).toBe(true),
    );
  }, 60_000);

  it.each([
    ['cut off', (b: Buffer) => b.subarray(0, b.length - 20)],
    ['with a byte changed', (b: Buffer) => Buffer.from(b.map((x, i) => (i === 5000 ? x ^ 8 : x)))],
    [
      'with another check sum',
      (b: Buffer) => Buffer.from(b.map((x, i) => (i === b.length - 6 ? x ^ 1 : x))),
    ],
  ])('%s is refused', async (_, harm) => {
    const text = Array.from({ length: 5000 }, (_, i) => `${i},${(i * 31) % 977}\n`).join('');
    expect(await refused(harm(gzipSync(text)))).toMatchObject({ code: 'file-malformed' });
  });

  it('of 1 MB that holds 1 GB of zeros stops at the limit, in little memory', async () => {
    const million = Buffer.alloc(1 << 20);
    const chunk = gzipSync(Buffer.concat(Array.from({ length: 64 }, () => million)), { level: 9 });
    const bomb = Buffer.concat(Array.from({ length: 16 }, () => chunk));
    expect(bomb.length).toBeLessThan(1_100_000);
    let peak = 0;
    const watch = { checkCancel: () => void (peak = Math.max(peak, process.memoryUsage.rss())) };
    const before = process.memoryUsage.rss();
    const run = unpack(bytesFile(Uint8Array.from(bomb), 'bomb.gz'), undefined, watch);
    await expect(run).rejects.toMatchObject({
      detail: { code: 'size-limit', what: expect.stringMatching(/250 times/) },
    });
    expect(peak - before).toBeLessThan(200e6);
  }, 60_000);

  it('inside gzip, zip or tar is refused by name', async () => {
    expect((await refused(gzipSync(gzipSync(csv)))).what).toContain('another gzip');
    expect((await refused(gzipSync(zip([{ name: 'a.csv', data: csv }])))).what).toContain('zip');
    const tar = Buffer.alloc(1024);
    tar.write('ustar', 257);
    expect((await refused(gzipSync(tar))).what).toContain('tar');
  });

  it('stops when it is cancelled', async () => {
    const stop = new EngineError({ code: 'cancelled', what: 'x', where: {}, remedy: 'y' });
    const checkCancel = (): never => {
      throw stop;
    };
    const run = unpack(bytesFile(gzipSync(csv), 'a.gz'), undefined, { checkCancel });
    await expect(run).rejects.toBe(stop);
  });
});

describe('zip', () => {
  it('gives its largest table, and offers the others', async () => {
    const archive = zip([
      { name: 'readme.txt', data: 'long '.repeat(1000) },
      { name: 'small.csv', data: 'a\n1\n' },
      { name: 'data/', data: '', stored: true },
      { name: 'data/big.csv', data: csv.repeat(50) },
      { name: '__MACOSX/._big.csv', data: 'x'.repeat(9999) },
      { name: 'map.png', data: 'p'.repeat(9999) },
    ]);
    const { file, packing, guess } = await open(archive, 'all.zip');
    expect([file.name, packing, await textOf(file)]).toEqual([
      'big.csv',
      { kind: 'zip', member: 'data/big.csv' },
      csv.repeat(50),
    ]);
    expect(guess).toMatchObject({
      what: 'packing',
      value: 'data/big.csv',
      others: ['small.csv', 'readme.txt', 'map.png'],
    });
  });

  it('gives the member that is named, stored or deflated, and guesses nothing', async () => {
    const archive = zip([
      { name: 'a.csv', data: csv, stored: true },
      { name: 'b.csv', data: 'x\n' },
    ]);
    for (const [member, text] of [
      ['a.csv', csv],
      ['b.csv', 'x\n'],
    ] as const) {
      const found = await open(archive, 'x.zip', { kind: 'zip', member });
      expect([await textOf(found.file), found.guess]).toEqual([text, undefined]);
    }
    const missing = await refused(archive, { kind: 'zip', member: 'c.csv' });
    expect([missing.code, missing.remedy]).toEqual([
      'file-missing',
      expect.stringContaining('“a.csv”'),
    ]);
  });

  it('names members as Python’s zipfile does: UTF-8 by flag, else code page 437', async () => {
    const raw = Uint8Array.from([0x64, 0x6f, 0x6e, 0x6e, 0x82, 0x65, 0x73, 0x2e, 0x63, 0x73, 0x76]);
    const { packing } = await open(zip([{ name: '', raw, data: csv }]), 'x.zip');
    expect(packing).toEqual({ kind: 'zip', member: 'données.csv' });
  });

  it('of the 64-bit kind, and behind a program that unpacks it, is read', async () => {
    const entries = [{ name: 'a.csv', data: csv, large: true }];
    for (const archive of [
      zip(entries),
      zip([{ name: 'a.csv', data: csv }], { prefix: Buffer.from('#!/bin/sh\n') }),
    ]) {
      const choice = { kind: 'zip', member: 'a.csv' } as const;
      const isPlain = archive[0] === 0x50;
      if (isPlain) expect(await textOf((await open(archive, 'x.zip', choice)).file)).toBe(csv);
      else expect((await open(archive, 'x')).packing).toBe(null);
    }
  });

  it('that is a workbook or a document is no archive to us', async () => {
    for (const name of ['[Content_Types].xml', 'mimetype']) {
      const archive = zip([
        { name, data: 'x', stored: true },
        { name: 'xl/workbook.xml', data: '<x/>' },
      ]);
      const { file, packing } = await open(archive, 'book');
      expect([packing, file.size]).toEqual([null, archive.length]);
    }
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ['encrypted', zip([{ name: 'a.csv', data: csv, flags: 1 }]), 'file-kind', /encrypted/],
    ['another method', zip([{ name: 'a.csv', data: csv, method: 12 }]), 'file-kind', /method 12/],
    ['a wrong size', zip([{ name: 'a.csv', data: csv, size: 5 }]), 'file-malformed', /damaged/],
    ['a wrong sum', zip([{ name: 'a.csv', data: csv, crc: 1 }]), 'file-malformed', /damaged/],
    [
      'a wrong sum of what is stored',
      zip([{ name: 'a.csv', data: csv, crc: 1, stored: true }]),
      'file-malformed',
      /damaged/,
    ],
    [
      'files over one another',
      zip(
        [
          { name: 'a.csv', data: csv },
          { name: 'b.csv', data: csv },
        ],
        { offsets: [0, 10] },
      ),
      'file-malformed',
      /lies over another/,
    ],
    ['no file', zip([]), 'file-malformed', /holds no file/],
    [
      'a file in another place',
      zip([{ name: 'a.csv', data: csv }], { offsets: [5] }),
      'file-malformed',
      /lies over|not where/,
    ],
    [
      'no directory',
      zip([{ name: 'a.csv', data: csv }]).slice(0, -30),
      'file-malformed',
      /cut off/,
    ],
    ['gzip inside', zip([{ name: 'a.csv.gz', data: gzipSync(csv) }]), 'file-kind', /another gzip/],
  ])('with %s is refused', async (_, archive, code, words) => {
    const detail = await refused(archive);
    expect([detail.code, detail.what]).toEqual([code, expect.stringMatching(words)]);
  });

  it('cut off or changed anywhere is refused or read right, never wrong', async () => {
    const text = Array.from({ length: 400 }, (_, i) => `${i},${(i * 31) % 97}\n`).join('');
    const archive = zip([{ name: 'a.csv', data: text }]);
    for (let i = 0; i < archive.length; i += 7) {
      const changed = archive.map((b, k) => (k === i ? b ^ 0x11 : b));
      for (const bytes of [changed, archive.slice(0, i)]) {
        const found = await open(bytes, 'x.zip').catch((e: unknown) => e);
        if (found instanceof EngineError) continue;
        const { file, packing } = found as Awaited<ReturnType<typeof open>>;
        if (packing !== null) expect(await textOf(file)).toBe(text);
      }
    }
  });
});

describe('what is not packed, or is not to be unpacked', () => {
  it('stays as it is', async () => {
    for (const [bytes, choice] of [
      [Buffer.from(csv), undefined],
      [Buffer.alloc(0), undefined],
      [gzipSync(csv), null],
    ] as const) {
      const { file, packing, guess } = await open(bytes, 'x', choice);
      expect([file.size, packing, guess]).toEqual([bytes.length, null, undefined]);
    }
  });

  it('is refused where it is said to be packed', async () => {
    expect(await refused(Buffer.from(csv), { kind: 'gzip' })).toMatchObject({ code: 'file-kind' });
    expect((await refused(gzipSync(csv), { kind: 'zip', member: 'a' })).what).toContain('no zip');
  });
});
