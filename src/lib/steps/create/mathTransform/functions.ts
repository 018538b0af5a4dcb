export const mathFunctions = [
  'log',
  'log1p',
  'sqrt',
  'square',
  'cube',
  'reciprocal',
  'abs',
] as const;
export type MathFunction = (typeof mathFunctions)[number];
