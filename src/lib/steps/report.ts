import type { Mood } from '#lib/engine/step.ts';
import type { Level, LogEvent } from '#lib/recipe/log.ts';

/** "Replaced" and "Would replace": what a step did, or would do. */
const verbs = {
  added: ['Added', 'Would add'],
  asked: ['Asked', 'Would ask'],
  cast: ['Cast', 'Would cast'],
  clipped: ['Clipped', 'Would clip'],
  dropped: ['Dropped', 'Would drop'],
  emptied: ['Emptied', 'Would empty'],
  drawn: ['Drew', 'Would draw'],
  encoded: ['Encoded', 'Would encode'],
  left: ['Left', 'Would leave'],
  made: ['Made', 'Would make'],
  read: ['Read', 'Would read'],
  reduced: ['Reduced', 'Would reduce'],
  removed: ['Removed', 'Would remove'],
  renamed: ['Renamed', 'Would rename'],
  replaced: ['Replaced', 'Would replace'],
  scaled: ['Scaled', 'Would scale'],
  sorted: ['Sorted', 'Would sort'],
  transformed: ['Transformed', 'Would transform'],
  trimmed: ['Trimmed', 'Would trim'],
  written: ['Wrote', 'Would write'],
} as const satisfies Record<string, readonly [done: string, would: string]>;

export const verb = (mood: Mood, word: keyof typeof verbs): string =>
  verbs[word][mood === 'done' ? 0 : 1];

/** One effect; `rows_affected` is the number of cells (for a removal: rows) that differ afterwards. */
export function effect(
  source: string,
  message: string,
  meta: {
    readonly rows_affected: number;
    readonly col?: string;
    readonly [more: string]: unknown;
  },
  level: Level = 'INFO',
): LogEvent {
  return { level, source: `preprocess.${source}`, message, meta };
}
