export const levels = ['DEBUG', 'INFO', 'SUCCESS', 'WARNING', 'ERROR'] as const;
export type Level = (typeof levels)[number];

/** A log entry, exactly as in formats.md section 1. */
export interface LogEntry {
  readonly task_id: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly timestamp: string;
  readonly level: Level;
  readonly source: string;
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What the engine says; the worker adds task and time. */
export type LogEvent = Pick<LogEntry, 'level' | 'source' | 'message' | 'meta'>;
export type Log = (event: LogEvent) => void;

/** `INFO 2026-12-26T17:01:03Z | preprocess.impute | Replaced 12 nulls …`; a control character never breaks a line. */
export function logText(entry: LogEntry): string {
  const second = entry.timestamp.replace(/\.\d+Z$/, 'Z');
  return `${entry.level} ${second} | ${oneLine(entry.source)} | ${oneLine(entry.message)}`;
}

/** The same for an event of a dry run, which has no time. */
export const previewText = (event: LogEvent): string =>
  `${event.level} … | ${oneLine(event.source)} | ${oneLine(event.message)}`;

/** Text from data on one line: a control character is shown, never obeyed. */
export const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) =>
    c === '\n' ? '\\n' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
