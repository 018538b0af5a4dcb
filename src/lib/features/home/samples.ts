/** The tables that come with the app; scripts/make-samples.mjs makes them. */
export interface Sample {
  readonly file: 'churn.csv' | 'flats.csv' | 'flowers.csv';
  readonly title: string;
  readonly size: string;
  /** What there is to find in it. */
  readonly trap: string;
  /** Shape of its target or main column. */
  readonly counts: readonly number[];
}

export const samples: readonly Sample[] = [
  {
    file: 'churn.csv',
    title: 'Who leaves',
    size: '1,203 × 12',
    trap: 'Gaps, remarks, and copies of rows',
    counts: [821, 382],
  },
  {
    file: 'flats.csv',
    title: 'Rents of flats',
    size: '1,500 × 12',
    trap: 'A year of −1, and a column that never changes',
    counts: [68, 267, 389, 312, 203, 127, 66, 33, 17, 10, 4, 1],
  },
  {
    file: 'flowers.csv',
    title: 'Three flowers',
    size: '300 × 7',
    trap: 'Missing values written as ?',
    counts: [109, 100, 91],
  },
];
