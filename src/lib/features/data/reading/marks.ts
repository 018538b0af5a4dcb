import type { Choice } from '#lib/ui/types.ts';

/** Names are Python's codecs, because the exported script says them. */
export const encodings: readonly Choice[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-8-sig', label: 'UTF-8 with mark' },
  { value: 'cp1252', label: 'Windows 1252, Western Europe' },
  { value: 'latin-1', label: 'ISO 8859-1, Latin 1' },
  { value: 'iso8859-15', label: 'ISO 8859-15, Latin 9' },
  { value: 'mac_roman', label: 'Mac Roman' },
  { value: 'cp1250', label: 'Windows 1250, Central Europe' },
  { value: 'cp1251', label: 'Windows 1251, Cyrillic' },
  { value: 'koi8_r', label: 'KOI8-R, Cyrillic' },
  { value: 'cp1253', label: 'Windows 1253, Greek' },
  { value: 'cp1254', label: 'Windows 1254, Turkish' },
  { value: 'cp1255', label: 'Windows 1255, Hebrew' },
  { value: 'cp1256', label: 'Windows 1256, Arabic' },
  { value: 'utf-16', label: 'UTF-16 with mark' },
  { value: 'utf-16-le', label: 'UTF-16, little endian' },
  { value: 'utf-16-be', label: 'UTF-16, big endian' },
  { value: 'utf-32', label: 'UTF-32 with mark' },
  { value: 'shift_jis', label: 'Shift JIS, Japanese' },
  { value: 'euc_jp', label: 'EUC-JP, Japanese' },
  { value: 'euc_kr', label: 'EUC-KR, Korean' },
  { value: 'gb18030', label: 'GB 18030, Chinese' },
  { value: 'big5', label: 'Big5, Chinese' },
];

export const delimiters: readonly Choice[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
  { value: ' ', label: 'Space' },
  { value: ':', label: 'Colon' },
  { value: '^', label: 'Caret' },
  { value: '~', label: 'Tilde' },
];

export const quotes: readonly Choice[] = [
  { value: '"', label: 'Double quotes' },
  { value: "'", label: 'Single quotes' },
  { value: '', label: 'None: quotes are text' },
];

export const escapes: readonly Choice[] = [
  { value: '', label: 'Doubled' },
  { value: '\\', label: 'After a backslash' },
];

export const comments: readonly Choice[] = [
  { value: '', label: 'None' },
  { value: '#', label: 'Lines with #' },
  { value: '%', label: 'Lines with %' },
  { value: '//', label: 'Lines with //' },
  { value: ';', label: 'Lines with ;' },
];

/** The choice as listed, or as it stands where it is none of those. */
export const withOwn = (choices: readonly Choice[], value: string): readonly Choice[] =>
  choices.some((c) => c.value === value) ? choices : [{ value, label: value }, ...choices];
