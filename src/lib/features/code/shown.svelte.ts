import type { CodeLanguage, ScriptAnswer } from '#lib/client/code.ts';

/** The languages of the code panel; the file that a download is called. */
export const languages = [
  { value: 'python', label: 'Python', file: 'train.py', type: 'text/x-python' },
  { value: 'sql', label: 'SQL', file: 'clean.sql', type: 'application/sql' },
  { value: 'javascript', label: 'JavaScript', file: 'steps.mjs', type: 'text/javascript' },
] as const;

/** What the panel shows, on whichever page it stands. */
export const shown = $state<{ language: CodeLanguage; only: boolean }>({
  language: 'python',
  only: false,
});

/** The lines of one step alone; all of them where the step is on none. */
export function ofStep({ code, lines }: ScriptAnswer, stepKey: string | null): string {
  const ranges = (stepKey !== null && lines.get(stepKey)) || [];
  if (ranges.length === 0) return code;
  const all = code.split('\n');
  return `${ranges.map(([first, last]) => all.slice(first - 1, last).join('\n')).join('\n\n')}\n`;
}
