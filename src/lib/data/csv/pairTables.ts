/**
 * Two-byte encodings as Python decodes them. The platform's decoders differ from Python's, and from one another
 * (ICU in Node drops and swaps control characters), so they only give the tables of characters, row by row; where
 * Python says otherwise its character is put in their place. Measured against CPython 3.11 over all pairs.
 */
export interface PairTable {
  /** Code unit of the pair (lead − 128) × 256 + trail; 0 where there is none. */
  readonly pairs: Uint16Array;
  /** Of one byte ≥ 128 alone: its code unit; `lead` where another byte belongs to it; `none`. */
  readonly singles: Uint16Array;
  /** Longer sequences: the character, 0 where there is none, −1 where the bytes end inside. Absent: there are none. */
  readonly long?: (
    bytes: Uint8Array,
    at: number,
  ) => { readonly code: number; readonly size: number };
}

export const none = 0xffff;
export const lead = 0xfffe;

type Range = readonly [from: number, to: number];

const made = new Map<string, PairTable>();

/** The table of one of Python's codecs, or undefined. */
export function pairTable(codec: string): PairTable | undefined {
  const known = made.get(codec);
  if (known) return known;
  const table = makers.get(codec)?.();
  if (table) made.set(codec, table);
  return table;
}

const makers: ReadonlyMap<string, () => PairTable> = new Map([
  ['cp932', cp932],
  ['shift_jis', shiftJis],
  ['euc_jp', eucJp],
  ['euc_kr', eucKr],
  ['cp949', cp949],
  ['cp950', cp950],
  ['big5', big5],
  ['gb18030', gb18030],
  ['gbk', gbk],
]);

const upper: readonly Range[] = [[0xa1, 0xfe]];

/** Decodes lead by lead; a line feed after each pair is never part of a character, so the pairs stay apart. */
function rows(label: string, leads: readonly Range[], trails: readonly Range[]): Uint16Array {
  const decoder = new TextDecoder(label);
  const pairs = new Uint16Array(128 * 256);
  const seconds = trails.flatMap(([from, to]) => counted(from, to));
  for (const first of leads.flatMap(([from, to]) => counted(from, to))) {
    const bytes = Uint8Array.from(seconds.flatMap((second) => [first, second, 10]));
    decoder
      .decode(bytes)
      .split('\n')
      .forEach((text, k) => {
        const code = text.charCodeAt(0);
        const whole = text.length === 1 && code >= 0x80 && code !== 0xfffd;
        if (whole) pairs[(first - 128) * 256 + seconds[k]!] = code;
      });
  }
  return pairs;
}

const counted = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, k) => from + k);

function singlesOf(leads: readonly Range[], halfWidth = false): Uint16Array {
  const singles = new Uint16Array(128).fill(none);
  for (const [from, to] of leads) singles.fill(lead, from - 128, to - 127);
  // JIS X 0201: half-width katakana.
  if (halfWidth) for (let b = 0xa1; b <= 0xdf; b += 1) singles[b - 128] = 0xff61 + b - 0xa1;
  return singles;
}

function patch(pairs: Uint16Array, changes: Readonly<Record<number, number>>): void {
  for (const [pair, code] of Object.entries(changes)) pairs[Number(pair) - 0x8000] = code;
}

function clear(pairs: Uint16Array, ranges: readonly Range[]): void {
  for (const [from, to] of ranges) pairs.fill(0, from - 0x8000, to - 0x7fff);
}

const jisLeads: readonly Range[] = [
  [0x81, 0x9f],
  [0xe0, 0xfc],
];
const jisTrails: readonly Range[] = [
  [0x40, 0x7e],
  [0x80, 0xfc],
];

function cp932(): PairTable {
  const pairs = rows('shift_jis', jisLeads, jisTrails);
  let own = 0xe000;
  for (let first = 0xf0; first <= 0xf9; first += 1) {
    for (const second of jisTrails.flatMap(([from, to]) => counted(from, to))) {
      pairs[(first - 128) * 256 + second] = own;
      own += 1;
    }
  }
  return { pairs, singles: singlesOf(jisLeads, true) };
}

/** Without the additions of NEC, IBM and Windows, and with JIS's own signs where Windows has full-width ones. */
function shiftJis(): PairTable {
  const pairs = cp932().pairs.slice();
  clear(pairs, [
    [0x8700, 0x87ff],
    [0xed00, 0xffff],
  ]);
  patch(pairs, {
    0x8160: 0x301c,
    0x8161: 0x2016,
    0x817c: 0x2212,
    0x8191: 0xa2,
    0x8192: 0xa3,
    0x81ca: 0xac,
  });
  return { pairs, singles: singlesOf(jisLeads, true) };
}

function eucJp(): PairTable {
  const pairs = rows('euc-jp', [[0xa1, 0xf4]], upper);
  clear(pairs, [
    [0xa900, 0xafff],
    [0x8e00, 0x8eff],
  ]);
  patch(pairs, {
    0xa1c1: 0x301c,
    0xa1c2: 0x2016,
    0xa1dd: 0x2212,
    0xa1f1: 0xa2,
    0xa1f2: 0xa3,
    0xa2cc: 0xac,
  });
  for (let b = 0xa1; b <= 0xdf; b += 1) pairs[0xe00 + b] = 0xff61 + b - 0xa1;
  return { pairs, singles: singlesOf([...upper, [0x8e, 0x8e]]) };
}

function eucKr(): PairTable {
  const pairs = rows('euc-kr', upper, upper);
  clear(pairs, [
    [0xc900, 0xc9ff],
    [0xfe00, 0xfeff],
    [0xa2e8, 0xa2fe],
  ]);
  // Before a syllable's parts this filler means a composition, which nobody writes.
  patch(pairs, { 0xa2e6: 0x20ac, 0xa2e7: 0xae, 0xa4d4: 0 });
  return { pairs, singles: singlesOf(upper) };
}

/** The syllables that EUC-KR lacks, in Unicode's order, in the room that is left: Node's decoder has none of them. */
function cp949(): PairTable {
  const pairs = eucKr().pairs.slice();
  patch(pairs, { 0xa4d4: 0x3164 });
  const there = new Set(pairs);
  let syllable = 0xac00;
  const low: readonly Range[] = [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ];
  for (let first = 0x81; first <= 0xc6; first += 1) {
    const last: Range = [0x81, first <= 0xa0 ? 0xfe : 0xa0];
    for (const second of [...low, last].flatMap(([from, to]) => counted(from, to))) {
      while (there.has(syllable)) syllable += 1;
      if (syllable > 0xd7a3) break;
      pairs[(first - 128) * 256 + second] = syllable;
      syllable += 1;
    }
  }
  return { pairs, singles: singlesOf([[0x81, 0xfe]]) };
}

const bigLeads: readonly Range[] = [[0xa1, 0xf9]];

/** Without the kana, Cyrillic and signs at C6A1 to C8FE, about which decoders disagree. */
function cp950(): PairTable {
  const pairs = rows('big5', bigLeads, [[0x40, 0x7e], ...upper]);
  clear(pairs, [
    [0xa3c0, 0xa3e0],
    [0xc6a1, 0xc8ff],
  ]);
  patch(pairs, { 0xf9fe: 0x2593 });
  return { pairs, singles: singlesOf(bigLeads) };
}

function big5(): PairTable {
  const pairs = cp950().pairs.slice();
  clear(pairs, [
    [0xa3e1, 0xa3e1],
    [0xf9d6, 0xf9fe],
  ]);
  patch(pairs, {
    0xa145: 0x2022,
    0xa14e: 0xff64,
    0xa1c2: 0x203e,
    0xa1e3: 0x223c,
    0xa1f2: 0x2641,
    0xa1f3: 0x2609,
    0xa241: 0xff0f,
    0xa242: 0xff3c,
    0xa244: 0xa5,
    0xa246: 0xa2,
    0xa247: 0xa3,
  });
  return { pairs, singles: singlesOf(bigLeads) };
}

const gbTrails: readonly Range[] = [
  [0x40, 0x7e],
  [0x80, 0xfe],
];
const gbLeads: readonly Range[] = [[0x81, 0xfe]];

function gb18030(): PairTable {
  const pairs = rows('gb18030', gbLeads, gbTrails);
  patch(pairs, python18030);
  return { pairs, singles: singlesOf(gbLeads), long: fourBytes };
}

/** Python keeps the private characters of GB 18030-2000 where later editions have others. */
const python18030: Readonly<Record<number, number>> = {
  0xa3a0: 0xe5e5,
  0xa6d9: 0xe78d,
  0xa6da: 0xe78e,
  0xa6db: 0xe78f,
  0xa6dc: 0xe790,
  0xa6dd: 0xe791,
  0xa6de: 0xe792,
  0xa6df: 0xe793,
  0xa6ec: 0xe794,
  0xa6ed: 0xe795,
  0xa6f3: 0xe796,
  0xa8bc: 0xe7c7,
  0xfe59: 0xe81e,
  0xfe61: 0xe826,
  0xfe66: 0xe82b,
  0xfe67: 0xe82c,
  0xfe6d: 0xe832,
  0xfe7e: 0xe843,
  0xfe90: 0xe854,
  0xfea0: 0xe864,
};

let strict18030: TextDecoder | null = null;

function fourBytes(bytes: Uint8Array, at: number): { code: number; size: number } {
  const second = bytes[at + 1]!;
  if (second < 0x30 || second > 0x39) return { code: 0, size: 0 };
  if (at + 4 > bytes.length) return { code: -1, size: 0 };
  const four = bytes.subarray(at, at + 4);
  if (four[0] === 0x81 && four[1] === 0x35 && four[2] === 0xf4 && four[3] === 0x37)
    return { code: 0x1e3f, size: 4 };
  try {
    strict18030 ??= new TextDecoder('gb18030', { fatal: true });
    return { code: strict18030.decode(four).codePointAt(0)!, size: 4 };
  } catch {
    return { code: 0, size: 0 };
  }
}

/** The pairs of gb18030 without the private characters and the later additions. */
function gbk(): PairTable {
  const pairs = gb18030().pairs.map((code) => (code >= 0xe000 && code <= 0xf8ff ? 0 : code));
  clear(pairs, [
    [0xa2e3, 0xa2e3],
    [0xa8bf, 0xa8bf],
    [0xa989, 0xa995],
    [0xfe50, 0xfefe],
  ]);
  return { pairs, singles: singlesOf(gbLeads) };
}
