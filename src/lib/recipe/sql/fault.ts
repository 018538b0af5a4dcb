import { EngineError } from '../errors.ts';

/** A query that is refused, with why and what to write instead. */
export const sqlFault = (what: string, remedy: string): EngineError =>
  new EngineError({ code: 'params-invalid', what, where: {}, remedy });
