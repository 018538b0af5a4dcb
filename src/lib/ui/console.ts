/** A line of the console; the levels are those of the log. */
export interface ConsoleLine {
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
