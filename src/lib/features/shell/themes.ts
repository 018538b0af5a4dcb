import type { Theme } from '#lib/state/settings.svelte.ts';
import type { IconName } from '#lib/ui/icons.ts';

export const themes: readonly {
  readonly id: Theme;
  readonly label: string;
  readonly icon: IconName;
}[] = [
  { id: 'system', label: 'As the system', icon: 'monitor' },
  { id: 'light', label: 'Light', icon: 'sun' },
  { id: 'dark', label: 'Dark', icon: 'moon' },
];
