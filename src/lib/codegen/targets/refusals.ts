import { EngineError } from '#lib/recipe/errors.ts';
import type { Plan } from '../pipeline.ts';

/** The refusal of an export whose Python could not be shown to read the file as the app does. */
export const cannotExport = ({ source }: Plan, why: string, remedy: string): EngineError =>
  new EngineError({
    code: 'file-kind',
    what: `No Python can be written that reads this file exactly as it was read here: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
    where: { file: source.file.name },
    remedy,
  });
