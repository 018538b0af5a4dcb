import { defineLearned } from '#lib/engine/step.ts';
import {
  encodedByLevel,
  encodingReport,
  encodingState,
  levelsOf,
  newNames,
  type Encoding,
} from '../byLevel.ts';
import type { binaryEncode as spec } from './spec.ts';

/** The k-th level in order is written as the number k in binary, k from 1; all digits 0 stand for an unknown level. */
export const binaryEncode = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: encodingState,

  fit({ table, columns }) {
    const found = columns.map((name) => levelsOf(table, name, 'binaryEncode').levels);
    const widths = found.map((levels) => 32 - Math.clz32(levels.length));
    const wanted = columns.map((name, j) =>
      Array.from({ length: widths[j]! }, (_, k) => `${name}_${k}`),
    );
    const names = newNames(table, columns, wanted);
    return found.map((levels, j) => ({
      names: names[j]!,
      levels: levels.map((level, k) => [level, digits(k + 1, widths[j]!)] as const),
      unknown: digits(0, widths[j]!),
    }));
  },

  transform: ({ table, columns }, encodings) =>
    encodedByLevel(table, columns, encodings, 'binaryEncode'),

  report: ({ table, columns }, encodings, mood) =>
    encodingReport({ table, columns, step: 'binaryEncode' }, encodings, mood, {
      as: 'of binary digits',
      unknownAs: 'zeros',
    }),
});

/** Highest digit first. */
const digits = (n: number, width: number): number[] =>
  Array.from({ length: width }, (_, k) => (n >> (width - 1 - k)) & 1);
