/** Prepare's three panels: side by side where there is room, else one at a time. */
export const views = [
  { value: 'suggested', label: 'Suggested' },
  { value: 'effect', label: 'Effect' },
  { value: 'code', label: 'Code' },
] as const;
export type View = (typeof views)[number]['value'];
