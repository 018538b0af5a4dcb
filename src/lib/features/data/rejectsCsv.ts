import type { Opened } from '#lib/client/data.ts';

/** Row number, reason and raw text as CSV; a text that a spreadsheet would run as a formula is led by a quote. */
export function rejectsCsv(rejects: Opened['rejects']): string {
  const lines = rejects.map(({ row, reason, raw }) =>
    [String(row), reason, harmless(raw)].map(quoted).join(','),
  );
  return ['row,reason,text', ...lines, ''].join('\r\n');
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
