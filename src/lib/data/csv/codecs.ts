import { lead, none, pairTable, type PairTable } from './pairTables.ts';
import { mended, putCharacter, putReplacement, cutBytes } from './utf8.ts';

/** Bytes that are no character. */
export interface Bad {
  /** Place of the first of them in the bytes. */
  readonly at: number;
  /** Place of the U+FFFD that stands for them in the text. */
  readonly out: number;
}

export interface Converted {
  /** UTF-8. */
  readonly text: Uint8Array;
  /** Bytes that were read; the rest begins a character that does not end, unless `last`. */
  readonly used: number;
  readonly bad: readonly Bad[];
}

/** Bytes of an encoding to UTF-8 with U+FFFD for what does not decode; `last` when nothing follows. */
export type Convert = (bytes: Uint8Array, last: boolean) => Converted;

/** The name under which Python knows a codec, undefined for one that is not read here. */
export function canonical(name: string): string | undefined {
  const plain = name.trim().toLowerCase().replace(/[_ ]/g, '-');
  return aliases.get(plain) ?? codecNames.find((codec) => codec.replaceAll('_', '-') === plain);
}

const codecNames: readonly string[] = [
  ...['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be'],
  ...['latin-1', 'cp1250', 'cp1251', 'cp1252', 'cp1253', 'cp1254', 'cp1255', 'cp1256', 'cp1257'],
  ...['cp1258', 'cp874', 'iso8859-2', 'iso8859-3', 'iso8859-4', 'iso8859-5', 'iso8859-6'],
  ...['iso8859-7', 'iso8859-8', 'iso8859-10', 'iso8859-13', 'iso8859-14', 'iso8859-15'],
  ...['iso8859-16', 'koi8-r', 'koi8-u', 'cp437', 'cp850', 'cp866', 'mac_roman', 'mac_cyrillic'],
  ...['shift_jis', 'cp932', 'euc_jp', 'euc_kr', 'cp949', 'gb18030', 'gbk', 'big5', 'cp950'],
];

const aliases: ReadonlyMap<string, string> = new Map([
  ...['utf8', 'u8', 'ascii', 'us-ascii'].map((a) => [a, 'utf-8'] as const),
  ['utf8-sig', 'utf-8-sig'],
  ['utf16', 'utf-16'],
  ['utf-16le', 'utf-16-le'],
  ['utf-16be', 'utf-16-be'],
  ['utf32', 'utf-32'],
  ['utf-32le', 'utf-32-le'],
  ['utf-32be', 'utf-32-be'],
  ...['latin1', 'l1', 'iso-8859-1', 'iso8859-1'].map((a) => [a, 'latin-1'] as const),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map(
    (n) => [`iso-8859-${n}`, `iso8859-${n}`] as const,
  ),
  ['latin2', 'iso8859-2'],
  ['latin9', 'iso8859-15'],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map(
    (n) => [`windows-${n}`, `cp${n}`] as const,
  ),
  ['ibm866', 'cp866'],
  ['ibm437', 'cp437'],
  ['ibm850', 'cp850'],
  ['macroman', 'mac_roman'],
  ['macintosh', 'mac_roman'],
  ['sjis', 'shift_jis'],
  ['shiftjis', 'shift_jis'],
  ['ms932', 'cp932'],
  ['windows-31j', 'cp932'],
  ['eucjp', 'euc_jp'],
  ['euckr', 'euc_kr'],
  ['uhc', 'cp949'],
  ['ms949', 'cp949'],
  ['cp936', 'gbk'],
  ['ms950', 'cp950'],
]);

/** How bytes of one of Python's codecs become text; `head` tells the byte order of utf-16 and utf-32. */
export function converter(codec: string, head: Uint8Array): Convert {
  if (codec.startsWith('utf-8')) return fromUtf8;
  if (codec.startsWith('utf-16')) return fromUtf16(isBigEndian(codec, head[0] === 0xfe));
  if (codec.startsWith('utf-32')) return fromUtf32(isBigEndian(codec, head[2] === 0xfe));
  const pairs = pairTable(codec);
  return pairs ? fromPairs(pairs) : fromSingle(singleTable(codec));
}

const isBigEndian = (codec: string, marked: boolean): boolean =>
  codec.endsWith('-be') || (!codec.endsWith('-le') && marked);

const fromUtf8: Convert = (bytes, last) => {
  const used = bytes.length - (last ? 0 : cutBytes(bytes));
  const { text, bad } = mended(bytes.subarray(0, used));
  // A place in the text is a place in the bytes plus what each U+FFFD before it takes more than they did: only the
  // first is needed as such.
  return { text, used, bad: bad.map((out, k) => ({ at: k === 0 ? out : -1, out })) };
};

const fromUtf16 =
  (big: boolean): Convert =>
  (bytes, last) => {
    const text = new Uint8Array(3 * (bytes.length >> 1) + 3);
    const bad: Bad[] = [];
    const [high, low] = big ? [0, 1] : [1, 0];
    const unit = (p: number): number => (bytes[p + high]! << 8) | bytes[p + low]!;
    let out = 0;
    let p = 0;
    for (; p + 1 < bytes.length; p += 2) {
      let code = unit(p);
      if (code >= 0xd800 && code < 0xdc00) {
        if (p + 3 >= bytes.length && !last) break;
        const next = p + 3 < bytes.length ? unit(p + 2) : 0;
        if (next >= 0xdc00 && next < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          p += 2;
        }
      }
      if (code >= 0xd800 && code < 0xe000) {
        bad.push({ at: p, out });
        out = putReplacement(text, out);
      } else {
        out = putCharacter(text, out, code);
      }
    }
    return closed({ text, out, bad, used: p, bytes, last });
  };

const fromUtf32 =
  (big: boolean): Convert =>
  (bytes, last) => {
    const text = new Uint8Array(bytes.length + 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const bad: Bad[] = [];
    let out = 0;
    let p = 0;
    for (; p + 4 <= bytes.length; p += 4) {
      const code = view.getUint32(p, !big);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        bad.push({ at: p, out });
        out = putReplacement(text, out);
      } else {
        out = putCharacter(text, out, code);
      }
    }
    return closed({ text, out, bad, used: p, bytes, last });
  };

interface Open {
  readonly text: Uint8Array;
  readonly out: number;
  readonly bad: Bad[];
  readonly used: number;
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** At the end of the file a piece of a character is bad. */
function closed({ text, out, bad, used, bytes, last }: Open): Converted {
  if (!last || used === bytes.length) return { text: text.subarray(0, out), used, bad };
  bad.push({ at: used, out });
  return { text: text.subarray(0, putReplacement(text, out)), used: bytes.length, bad };
}

const fromSingle =
  (table: Uint16Array): Convert =>
  (bytes) => {
    const text = roomFor(bytes);
    const bad: Bad[] = [];
    let out = 0;
    for (let p = 0; p < bytes.length; p += 1) {
      const b = bytes[p]!;
      if (b < 0x80) {
        text[out++] = b;
        continue;
      }
      const code = table[b - 128]!;
      if (code === none) {
        bad.push({ at: p, out });
        out = putReplacement(text, out);
      } else {
        out = putCharacter(text, out, code);
      }
    }
    return { text: text.subarray(0, out), used: bytes.length, bad };
  };

/** Bytes that become up to three. */
function roomFor(bytes: Uint8Array): Uint8Array {
  let beyond = 0;
  for (let p = 0; p < bytes.length; p += 1) beyond += bytes[p]! >> 7;
  return new Uint8Array(bytes.length + 2 * beyond + 3);
}

const fromPairs =
  (table: PairTable): Convert =>
  (bytes, last) => {
    const text = roomFor(bytes);
    const bad: Bad[] = [];
    let out = 0;
    let p = 0;
    while (p < bytes.length) {
      const b = bytes[p]!;
      if (b < 0x80) {
        text[out++] = b;
        p += 1;
        continue;
      }
      const { code, size } = characterAt(table, bytes, p);
      if (code < 0 && !last) break;
      if (code <= 0) {
        bad.push({ at: p, out });
        out = putReplacement(text, out);
        p += 1;
      } else {
        out = putCharacter(text, out, code);
        p += size;
      }
    }
    return { text: text.subarray(0, out), used: p, bad };
  };

const cut = { code: -1, size: 0 };
const nothing = { code: 0, size: 0 };

/** The character at a byte ≥ 128: code 0 where there is none, −1 where the bytes end inside it. */
function characterAt(table: PairTable, bytes: Uint8Array, p: number) {
  const first = bytes[p]! - 128;
  const single = table.singles[first]!;
  if (single === none) return nothing;
  if (single !== lead) return { code: single, size: 1 };
  if (p + 1 >= bytes.length) return cut;
  const code = table.pairs[first * 256 + bytes[p + 1]!]!;
  return code > 0 ? { code, size: 2 } : (table.long?.(bytes, p) ?? nothing);
}

const tables = new Map<string, Uint16Array>();

/** Characters of the bytes from 128 on, as Python has them; `none` where there is none. */
export function singleTable(codec: string): Uint16Array {
  const known = tables.get(codec);
  if (known) return known;
  const table = Uint16Array.from(highCharacters(codec), (char, k) => {
    const code = char.charCodeAt(0);
    // The Encoding Standard gives bytes without a meaning that of a control character; Python refuses them.
    const idle = codec.startsWith('cp') && code === k + 128 && code < 0xa0;
    return idle || code === 0xfffd ? none : code;
  });
  for (const [byte, code] of exceptions.get(codec) ?? []) table[byte - 128] = code;
  tables.set(codec, table);
  return table;
}

function highCharacters(codec: string): string[] {
  const bytes = Array.from({ length: 128 }, (_, k) => k + 128);
  if (codec === 'latin-1') return bytes.map((b) => String.fromCharCode(b));
  const own = dosTables.get(codec);
  if (own) return [...own];
  const decoder = new TextDecoder(webLabel(codec));
  return bytes.map((b) => decoder.decode(Uint8Array.of(b)));
}

function webLabel(codec: string): string {
  if (codec === 'mac_roman') return 'macintosh';
  if (codec === 'mac_cyrillic') return 'x-mac-cyrillic';
  if (codec === 'cp866') return 'ibm866';
  if (codec.startsWith('cp')) return `windows-${codec.slice(2)}`;
  return codec.replace('iso8859', 'iso-8859');
}

/** Where Python differs from the Encoding Standard. */
const exceptions: ReadonlyMap<string, readonly (readonly [byte: number, code: number])[]> = new Map(
  [
    ['cp1255', [[0xca, none]]],
    [
      'koi8-u',
      [
        [0xae, 0x255d],
        [0xbe, 0x256c],
      ],
    ],
  ],
);

const dosBox = '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀';
const dosLetters = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ';

/** Code pages of DOS that browsers do not have. */
const dosTables: ReadonlyMap<string, string> = new Map([
  ['cp437', `${dosLetters}¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»${dosBox}αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0`],
  [
    'cp850',
    `${dosLetters}ø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0`,
  ],
]);
