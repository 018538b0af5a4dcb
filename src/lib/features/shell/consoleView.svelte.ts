import type { Console } from '#lib/state/console.svelte.ts';
import { levels, logText, oneLine, type Level, type LogEntry } from '#lib/recipe/log.ts';
import type { StoredLog } from '#lib/storage/schema.ts';
import type { ConsoleLine } from '#lib/ui/console.ts';
import { secondOf } from './clock.ts';

/** All levels, those that need a look, or one. */
export type LevelFilter = 'all' | 'trouble' | Level;

export const levelWords: Readonly<Record<LevelFilter, string>> = {
  all: 'All levels',
  trouble: 'Warnings and errors',
  DEBUG: 'Debug',
  INFO: 'Info',
  SUCCESS: 'Success',
  WARNING: 'Warnings',
  ERROR: 'Errors',
};

export const hasLevel = (filter: LevelFilter, { level }: LogEntry): boolean =>
  filter === 'all' ||
  filter === level ||
  (filter === 'trouble' && (level === 'WARNING' || level === 'ERROR'));

const lineOf = ({ n, entry }: StoredLog): ConsoleLine => ({
  n,
  time: secondOf(entry.timestamp),
  level: entry.level,
  source: oneLine(entry.source),
  message: oneLine(entry.message),
});

/** A job of whose log there is something to see, under the name that people know it by. */
export interface LoggedJob {
  readonly id: string;
  readonly title: string;
  readonly lines: number;
}

/** The project's log as the drawer shows it. */
export class ConsoleView {
  level = $state<LevelFilter>('all');
  /** '' for all. */
  job = $state('');
  query = $state('');
  readonly #console: Console;
  readonly #titleOf: (taskId: string) => string;
  readonly #shown: readonly StoredLog[] = $derived.by(() => {
    const sought = this.query.trim().toLowerCase();
    return this.#console.entries.filter(
      ({ entry }) =>
        hasLevel(this.level, entry) &&
        (this.job === '' || entry.task_id === this.job) &&
        (sought === '' || logText(entry).toLowerCase().includes(sought)),
    );
  });
  readonly lines: readonly ConsoleLine[] = $derived(this.#shown.map(lineOf));
  /** The newest first. */
  readonly jobs: readonly LoggedJob[] = $derived.by(() => {
    const lines = new Map<string, number>();
    for (const { entry } of this.#console.entries.toReversed())
      lines.set(entry.task_id, (lines.get(entry.task_id) ?? 0) + 1);
    return [...lines].map(([id, n]) => ({ id, lines: n, title: this.#titleOf(id) }));
  });

  /** @param titleOf what a task is called; its id where nothing more is known */
  constructor(console: Console, titleOf: (taskId: string) => string) {
    this.#console = console;
    this.#titleOf = titleOf;
  }

  get last(): ConsoleLine | undefined {
    const last = this.#console.entries.at(-1);
    return last && lineOf(last);
  }
  get narrowed(): boolean {
    return this.level !== 'all' || this.job !== '' || this.query.trim() !== '';
  }

  /** How many lines in memory have each level. */
  readonly counts: Readonly<Record<LevelFilter, number>> = $derived.by(() => {
    const all = this.#console.entries;
    const of = (f: LevelFilter): number => all.filter(({ entry }) => hasLevel(f, entry)).length;
    const each = Object.fromEntries(levels.map((l) => [l, of(l)])) as Record<Level, number>;
    return { all: all.length, trouble: of('trouble'), ...each };
  });

  showEverything(): void {
    this.level = 'all';
    this.job = '';
    this.query = '';
  }

  /** What is shown, as text. */
  text(): string {
    return textOf(this.#shown.map((s) => s.entry));
  }

  /** Everything ever logged, for a download. */
  async whole(as: 'json' | 'text'): Promise<string> {
    const all = await this.#console.all();
    return as === 'json' ? `${JSON.stringify(all, null, 2)}\n` : textOf(all);
  }
}

const textOf = (entries: readonly LogEntry[]): string =>
  entries.map((entry) => `${logText(entry)}\n`).join('');
