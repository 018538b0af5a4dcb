import type { Guess } from '#lib/recipe/reading.ts';
import type { Format, Packing } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import { unpack } from '../packing.ts';
import { kindOf } from './detect.ts';
import type { OpenChoices } from './open.ts';

/** The beginning of a file under some choices, for a person who makes them. */
export interface Preview {
  readonly packing: Packing | null;
  readonly format: Format;
  readonly guesses: readonly Guess[];
  readonly headers: readonly string[];
  /** The first rows as they stand, those before the header and the header's own among them; null: nothing there. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** @throws EngineError as `openFile` does, for what the beginning shows */
export async function previewOf(file: FileSource, choices: OpenChoices): Promise<Preview> {
  const unpacked = await unpack(file, choices.packing, { checkCancel: () => undefined });
  const format = choices.format ?? { kind: await kindOf(unpacked.file) };
  const { previewers } = await import('./previewers.ts');
  const shown = await previewers[format.kind](unpacked.file, format);
  const packed = unpacked.guess ? [unpacked.guess] : [];
  return { packing: unpacked.packing, ...shown, guesses: [...packed, ...shown.guesses] };
}
