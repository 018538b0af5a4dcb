import type { History, Line } from '#lib/recipe/history.ts';

/** Hours and minutes of a moment, on this device's clock; with the day where it is another. */
export function clockOf(iso: string): string {
  const then = new Date(iso);
  const time = then.toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return then.toDateString() === new Date().toDateString()
    ? time
    : `${then.toLocaleDateString()} ${time}`;
}

/** Every moment that can be compared: those of the present line, and the end of each other. */
export function momentChoices({ moments, cursor, lines = [] }: History) {
  const here = (k: number): string => (k === cursor ? ' (now)' : '');
  return [
    { value: 'main:0', label: `As opened${here(0)}`, group: 'This line' },
    ...moments.map((m, k) => ({
      value: `main:${k + 1}`,
      label: `${k + 1}. ${m.label}${here(k + 1)}`,
      group: 'This line',
    })),
    ...lines.map((l) => ({
      value: l.id,
      label: l.name,
      group: l.named ? 'Named' : 'Other lines',
    })),
  ];
}

/** The moment that a choice stands for; a line's is its end. */
export function momentOf(
  { lines = [], moments }: History,
  value: string,
): { readonly line: Line | null; readonly cursor: number } {
  if (value.startsWith('main:'))
    return { line: null, cursor: Math.min(moments.length, Number(value.slice('main:'.length))) };
  const line = lines.find((l) => l.id === value) ?? null;
  return { line, cursor: line?.moments.length ?? 0 };
}
