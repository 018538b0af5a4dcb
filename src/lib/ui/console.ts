/** A line of the console; the levels are those of the log. */
export interface ConsoleLine {
  /** Grows from line to line; what the view holds on to when lines come and go above it. */
  readonly n?: number | undefined;
  /** Clock time, already written: 13:58:03. */
  readonly time: string;
  readonly level: ConsoleLevel;
  readonly source: string;
  readonly message: string;
}

export type ConsoleLevel = 'DEBUG' | 'INFO' | 'SUCCESS' | 'WARNING' | 'ERROR';

export const levelClass = {
  DEBUG: 'muted',
  INFO: 'text2',
  SUCCESS: 'pos',
  WARNING: 'warn',
  ERROR: 'bad',
} as const satisfies Record<ConsoleLevel, string>;

/** A text in pieces, every other one (the odd ones) being what was searched for; letters of either case are the same. */
export function pieces(text: string, query: string): readonly string[] {
  if (query === '') return [text];
  const found: string[] = [];
  const low = text.toLowerCase();
  // Where lower case has another length (İ), places would not fit: the text stays in one piece.
  if (low.length !== text.length) return [text];
  const sought = query.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(sought); at >= 0; at = low.indexOf(sought, from)) {
    found.push(text.slice(from, at), text.slice(at, at + sought.length));
    from = at + sought.length;
  }
  return [...found, text.slice(from)];
}
