import type { ModelStage } from '#lib/recipe/registry.ts';
import type { Tone } from '#lib/ui/types.ts';

export const stageTitles: Readonly<Record<ModelStage, string>> = {
  none: 'No stage',
  staging: 'Staging',
  production: 'Production',
  archived: 'Archived',
};

export const stageTones: Readonly<Record<ModelStage, Tone | 'outline'>> = {
  none: 'neutral',
  staging: 'warning',
  production: 'positive',
  archived: 'outline',
};
