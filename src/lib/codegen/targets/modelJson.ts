import type { FittedRun } from '#lib/recipe/run.ts';
import { sha256Of } from '../sha256.ts';

/**
 * The form of model.json; it grows by one whenever an older reader would read a file wrongly: 2 has `run.cut`, where labels
 * are cut elsewhere than at 0.5. A run without one is written in form 1, which older readers know.
 */
export const modelFormat = (run: Pick<FittedRun, 'cut'> | undefined) =>
  ({ format: 'tabwise-model', version: run?.cut ? 2 : 1 }) as const;

/**
 * Tabwise JSON: `{"format", "version", "sha256", "run"}`, each on a line of its own. `run` is the fitted run: steps and
 * model with their states, every list of numbers as a plain list with all digits, and what is not finite as the texts
 * "NaN", "Infinity" and "-Infinity". All of it is ASCII. The checksum is that of the bytes that follow `"run": ` on
 * the last line but one.
 */
export function modelJson(run: FittedRun): string {
  const text = ascii(JSON.stringify(plain(run)));
  const head = Object.entries({ ...modelFormat(run), sha256: sha256Of(text) });
  return [
    '{',
    ...head.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},`),
    `"run": ${text}`,
    '}',
    '',
  ].join('\n');
}

/** Typed arrays as lists, and numbers that JSON has no word for as texts. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, plain);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, plain(own)]));
}

/** Other characters as JSON's escapes: bytes and characters are then the same, and none hides. */
const ascii = (json: string): string =>
  json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
