/** `14:02`, in the person's own zone, for what happened today; `3 Nov, 14:02` for older things. */
export function momentOf(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const time = timeOf.format(at);
  return at.toDateString() === now.toDateString() ? time : `${dayOf.format(at)}, ${time}`;
}

/** `2 min ago`, `Yesterday`, `3 Nov`. */
export function agoOf(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (at.toDateString() === now.toDateString()) return timeOf.format(at);
  const yesterday = new Date(now.getTime() - 86_400_000);
  if (at.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return at.getFullYear() === now.getFullYear() ? dayOf.format(at) : dateOf.format(at);
}

/** `13:58:03`, for the console. */
export const secondOf = (iso: string): string => secondsOf.format(new Date(iso));

const timeOf = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayOf = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateOf = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const secondsOf = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
