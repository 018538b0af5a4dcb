/** Stable codes: the page, the docs and the assistant key their help on these. */
export type ErrorCode =
  | 'address'
  | 'cancelled'
  | 'column-kind'
  | 'column-missing'
  | 'columns-limit'
  | 'dead-worker'
  | 'encoding-invalid'
  | 'file-empty'
  | 'file-kind'
  | 'file-malformed'
  | 'file-missing'
  | 'memory'
  | 'model-damaged'
  | 'model-older'
  | 'model-unknown'
  | 'no-features'
  | 'no-new-rows'
  | 'no-rows'
  | 'not-comparable'
  | 'not-finite'
  | 'one-class'
  | 'params-invalid'
  | 'recipe-invalid'
  | 'recipe-newer'
  | 'singular'
  | 'size-limit'
  | 'split-invalid'
  | 'step-unknown'
  | 'storage'
  | 'target-missing'
  | 'too-few-rows'
  | 'unexpected'
  | 'usage'
  | 'weight-invalid';

export interface ErrorPlace {
  /** Key or id of a recipe step. */
  readonly step?: string;
  readonly column?: string;
  readonly model?: string;
  /** 1-based row of the file, the header being row 1. */
  readonly row?: number;
  readonly file?: string;
}

export interface ErrorDetail {
  readonly code: ErrorCode;
  /** What happened, with the offending value; no final full stop. */
  readonly what: string;
  readonly where: ErrorPlace;
  /** What to do next: an instruction, a whole sentence. */
  readonly remedy: string;
}

/**
 * The only error thrown on purpose. It crosses threads whole (workers/wire.ts), and its message
 * reads: what (where). remedy
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly detail: ErrorDetail;

  constructor(detail: ErrorDetail, options?: ErrorOptions) {
    super(sentence(detail), options);
    this.detail = detail;
  }
}

function sentence({ what, where, remedy }: ErrorDetail): string {
  const place = [
    where.file && `file “${where.file}”`,
    where.row !== undefined && `row ${where.row}`,
    where.step,
    where.model,
    where.column !== undefined && `column “${where.column}”`,
  ].filter(Boolean);
  return `${what}${place.length ? ` (${place.join(', ')})` : ''}. ${remedy}`;
}

/** Any thrown value as a detail that can be shown: an EngineError's own, or 'unexpected' with its message. */
export function detailOf(error: unknown): ErrorDetail {
  if (error instanceof EngineError) return error.detail;
  return {
    code: 'unexpected',
    what: error instanceof Error ? error.message : String(error),
    where: {},
    remedy: 'Nothing was changed. Try again; if it comes back, export the project and report it.',
  };
}
