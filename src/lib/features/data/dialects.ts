import type { Choice } from '#lib/ui/types.ts';

/** Names are Python's codecs, because the exported script says them. */
export const encodings: readonly Choice[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-8-sig', label: 'UTF-8 with mark' },
  { value: 'cp1252', label: 'Windows 1252, Western Europe' },
  { value: 'latin-1', label: 'ISO 8859-1, Latin 1' },
  { value: 'iso8859-15', label: 'ISO 8859-15, Latin 9' },
  { value: 'cp1250', label: 'Windows 1250, Central Europe' },
  { value: 'cp1251', label: 'Windows 1251, Cyrillic' },
  { value: 'utf-16', label: 'UTF-16' },
  { value: 'shift_jis', label: 'Shift JIS, Japanese' },
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
];

export const headers: readonly Choice[] = [
  { value: 'yes', label: 'The first row has the names' },
  { value: 'no', label: 'The first row is data' },
];

/** The choice as listed, or as it stands where it is none of those. */
export const withOwn = (choices: readonly Choice[], value: string): readonly Choice[] =>
  choices.some((c) => c.value === value) ? choices : [{ value, label: value }, ...choices];
