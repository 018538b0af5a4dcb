import { converter } from './codecs.ts';
import { hangul, kanji, simplified, traditional } from './common.ts';

/** How far a reading of bytes looks like text that people write. */
export interface Likeness {
  readonly encoding: string;
  /** Mean points of the characters beyond ASCII, about −3 to 2, less what the encoding is rarer by. */
  readonly score: number;
  /** Characters beyond ASCII, and those that are usual in such texts. */
  readonly characters: number;
  readonly usual: number;
  /** "letters and signs of Western Europe". */
  readonly kind: string;
  /** Whole words are beyond ASCII, as in Cyrillic or Chinese. */
  readonly dense: boolean;
}

/** Points of a character between its neighbours. */
type Points = (char: string, before: string, after: string) => number;

interface Family {
  readonly kind: string;
  readonly points: Points;
  readonly dense: boolean;
  /** Encodings, and how much rarer each is than the first. */
  readonly encodings: readonly (readonly [encoding: string, rarer: number])[];
}

/**
 * The readings of words under which every byte is a character, likeliest first.
 * @param words bytes of words, a line feed between any two
 */
export function likeliest(words: Uint8Array): Likeness[] {
  return families
    .flatMap((family) => family.encodings.map(([e, rarer]) => judged(words, family, e, rarer)))
    .filter((likeness) => likeness !== null)
    .sort((a, b) => b.score - a.score);
}

function judged(
  words: Uint8Array,
  family: Family,
  encoding: string,
  rarer: number,
): Likeness | null {
  const { text, bad } = converter(encoding, words)(words, true);
  if (bad.length > 0) return null;
  const chars = [...new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)];
  let sum = 0;
  let characters = 0;
  let usual = 0;
  let letters = 0;
  const distinct = new Set<string>();
  chars.forEach((char, i) => {
    if (char < '\x80') return;
    const points = family.points(char, chars[i - 1] ?? '\n', chars[i + 1] ?? '\n');
    sum += points;
    characters += 1;
    if (points >= 0.6) usual += 1;
    if (points < 0.6 || !isLetter(char)) return;
    letters += 1;
    distinct.add(char);
  });
  // Some strange bytes are damage before they are another alphabet.
  const western = encoding === 'cp1252' || encoding === 'latin-1';
  const lettered = letters >= Math.max(3, characters / 3) && distinct.size >= 3;
  const typographic = encoding === 'mac_roman' && characters >= 3 && usual === characters;
  if (characters === 0 || !(western || lettered || typographic)) return null;
  const few = western ? 0 : 1 / characters;
  const score = sum / characters - rarer - few;
  return { encoding, score, characters, usual, kind: family.kind, dense: family.dense };
}

const isLetter = (c: string): boolean => /\p{L}/u.test(c);
const isUpper = (c: string): boolean => /\p{Lu}/u.test(c);
const isLower = (c: string): boolean => /\p{Ll}/u.test(c);
const isLatin = (c: string): boolean => /\p{Script=Latin}/u.test(c);

/** Points by rank of a letter: the frequent, the others, the rare; anything else is not of the language. */
function alphabet(frequent: string, others: string, rare: string, latin: boolean): Points {
  const ranks = new Map<string, number>();
  const rank = (letters: string, points: number): void => {
    for (const c of letters) {
      ranks.set(c, points);
      if (c.toUpperCase().length === 1) ranks.set(c.toUpperCase(), points - 0.1);
    }
  };
  rank(rare, 0.7);
  rank(others, 1.4);
  rank(frequent, 2);
  return (char, before, after) => {
    if (!isLetter(char)) return sign(char, before, after);
    if (isUpper(char) && isLower(before)) return -2;
    const strange = [before, after].some((c) => isLetter(c) && isLatin(c) !== latin);
    return strange ? -2 : (ranks.get(char) ?? -0.5);
  };
}

/** Punctuation by where it stands: points where it should, and where it should not. */
const places: readonly (readonly [
  chars: string,
  fits: (left: boolean, right: boolean) => boolean,
  good: number,
  poor: number,
])[] = [
  ['\u00a0', (left, right) => !(left && right), 2, 0.7],
  ['’‘', (left, right) => left || right, 2, 0.6],
  ['“«„', (left, right) => right && !left, 2, 0.3],
  ['”»…', (left, right) => left && !right, 2, 0.3],
  ['–—', (left, right) => !(left && right), 2, 0],
  ['€£¥', (left, right) => !left && !right, 1.5, -1],
  ['©®™°§±²³µ½¼¾¿¡×÷‰†‡•·‚¹', (left, right) => !(left && right), 0.7, -2],
];

/** Points of what is no letter; what stands inside a word is no sign. */
function sign(char: string, before: string, after: string): number {
  const code = char.codePointAt(0)!;
  if (code < 0xa0) return -3;
  if (code >= 0xe000 && code < 0xf900) return -2;
  const [left, right] = [isLetter(before), isLetter(after)];
  const place = places.find(([chars]) => chars.includes(char));
  if (!place) return left && right ? -2 : -1;
  const [, fits, good, poor] = place;
  return fits(left, right) ? good : poor;
}

const latin1 = alphabet('éèàçüöäßñóáíêã', 'úâôîåøæëûý', 'ïìòùõœšžðþªº', true);
/** Portuguese has õ before e; elsewhere it is Hungarian's ő, misread. */
const western: Points = (char, before, after) =>
  char === 'õ' && after !== 'e' ? -0.3 : latin1(char, before, after);
const central = alphabet('áéíóúýčěřšžąćęłńśźżöüäő', 'ďňťůűôľĺŕăâîșțşţđß', '', true);
const turkish = alphabet('üöçğışİ', 'âîû', '', true);
const cyrillic = alphabet('оеаинтсрвл', 'кмдпуяыьгзб', 'чйхжшюцщэфъёіїєґ', false);
const greek = alphabet('αοιετσνηυρ', 'πκμλςωάέίόύήώγδ', 'χθφβξζψϊϋΐΰ', false);

/** Points of wide characters: the frequent of a language, its script, and what is rarely in one of its texts. */
function script(common: ReadonlySet<string>, own: RegExp, foreign: RegExp): Points {
  return (char, before, after) => {
    if (common.has(char)) return 2;
    const code = char.codePointAt(0)!;
    if (own.test(char)) return 0.7;
    if (foreign.test(char)) return -1;
    // Punctuation, signs and letters of full width.
    if ((code >= 0x3000 && code < 0x3040) || (code >= 0xff00 && code < 0xff61)) return 1;
    if (/\p{Script=Han}/u.test(char)) return 0.2;
    if (code >= 0xff61 && code < 0xffa0) return -0.3;
    return Math.min(0.3, sign(char, before, after));
  };
}

const kana = /[\u3041-\u30ff]/;
const japanese: Points = (char, before, after) =>
  kana.test(char) ? 2 : script(kanji, /[\u4e00-\u9fa0]/, /[\uac00-\ud7a3]/)(char, before, after);
/** Level 1 of GB 2312, its everyday characters, is what a pair in that region decodes to. */
const chinese = script(simplified, /[\u4e00-\u9fa5]/, /[\u3041-\u30ff\uac00-\ud7a3]/);
const taiwanese = script(traditional, /[\u4e00-\u9fa5]/, /[\u3041-\u30ff\uac00-\ud7a3]/);
const korean = script(hangul, /[\uac00-\ud7a3]/, /[\u3041-\u30ff]/);

const families: readonly Family[] = [
  {
    kind: 'letters and signs of Western Europe',
    points: western,
    dense: false,
    encodings: [
      ['cp1252', 0],
      ['latin-1', 0.01],
      ['mac_roman', 0.35],
      ['cp850', 0.4],
      ['cp437', 0.45],
      ['iso8859-15', 0.5],
    ],
  },
  {
    kind: 'letters of Central Europe',
    points: central,
    dense: false,
    encodings: [
      ['cp1250', 0.42],
      ['iso8859-2', 0.47],
    ],
  },
  { kind: 'Turkish letters', points: turkish, dense: false, encodings: [['cp1254', 0.35]] },
  {
    kind: 'Cyrillic letters',
    points: cyrillic,
    dense: true,
    encodings: [
      ['cp1251', 0.1],
      ['koi8-r', 0.15],
      ['koi8-u', 0.16],
      ['cp866', 0.2],
      ['iso8859-5', 0.3],
      ['mac_cyrillic', 0.2],
    ],
  },
  {
    kind: 'Greek letters',
    points: greek,
    dense: true,
    encodings: [
      ['cp1253', 0.15],
      ['iso8859-7', 0.2],
    ],
  },
  {
    kind: 'Japanese characters',
    points: japanese,
    dense: true,
    encodings: [
      ['cp932', 0.1],
      ['euc_jp', 0.15],
    ],
  },
  { kind: 'Chinese characters', points: chinese, dense: true, encodings: [['gb18030', 0.1]] },
  { kind: 'Chinese characters', points: taiwanese, dense: true, encodings: [['cp950', 0.1]] },
  { kind: 'Korean syllables', points: korean, dense: true, encodings: [['cp949', 0.1]] },
];
