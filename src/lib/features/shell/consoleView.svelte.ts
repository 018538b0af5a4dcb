import type { Console } from '#lib/state/console.svelte.ts';
import { logText, type LogEntry } from '#lib/recipe/log.ts';
import type { ConsoleLine } from '#lib/ui/console.ts';
import { secondOf } from './clock.ts';

export const consoleFilters = ['all', 'warnings', 'errors'] as const;
export type ConsoleFilter = (typeof consoleFilters)[number];

const shows: Readonly<Record<ConsoleFilter, (entry: LogEntry) => boolean>> = {
  all: () => true,
  warnings: ({ level }) => level === 'WARNING' || level === 'ERROR',
  errors: ({ level }) => level === 'ERROR',
};

export const lineOf = ({ timestamp, level, source, message }: LogEntry): ConsoleLine => ({
  time: secondOf(timestamp),
  level,
  source,
  message,
});

/** The project's log as the drawer shows it. */
export class ConsoleView {
  filter = $state<ConsoleFilter>('all');
  readonly #console: Console;
  readonly lines: readonly ConsoleLine[] = $derived.by(() =>
    this.#console.entries.filter(shows[this.filter]).map(lineOf),
  );

  constructor(console: Console) {
    this.#console = console;
  }

  get last(): ConsoleLine | undefined {
    const { last } = this.#console;
    return last && lineOf(last);
  }

  /** What is shown, as text. */
  text(): string {
    return textOf(this.#console.entries.filter(shows[this.filter]));
  }

  /** Everything ever logged, for a download. */
  async whole(as: 'json' | 'text'): Promise<string> {
    const all = await this.#console.all();
    return as === 'json' ? `${JSON.stringify(all, null, 2)}\n` : textOf(all);
  }
}

const textOf = (entries: readonly LogEntry[]): string =>
  entries.map((entry) => `${logText(entry)}\n`).join('');
