/** The colour of a group: the eight of the data palette in turn; rows in none, and unusual rows, stand out. */
export const groupColour = (label: number): string =>
  label < 0 ? 'var(--danger)' : `var(--data-${(label % 8) + 1})`;
