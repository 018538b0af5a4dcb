export const dateParts = [
  'year',
  'quarter',
  'month',
  'day',
  'weekday',
  'dayofyear',
  'hour',
  'minute',
] as const;
export type DatePart = (typeof dateParts)[number];
