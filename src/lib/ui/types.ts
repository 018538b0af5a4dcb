/** What a mark means. Colour is never alone: a word always stands with it. */
export type Tone = 'neutral' | 'accent' | 'positive' | 'warning' | 'danger';

/** An error as the page shows it; the engine's ErrorDetail fits as it is. */
export interface Trouble {
  readonly what: string;
  readonly where?: string | Place | undefined;
  readonly remedy?: string | undefined;
}

interface Place {
  readonly step?: string;
  readonly column?: string;
  readonly model?: string;
  readonly row?: number;
  readonly file?: string;
}

/** One entry of a Select, Segments or list. A greyed entry says why in `reason`. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly count?: number | undefined;
  readonly disabled?: boolean | undefined;
  readonly reason?: string | undefined;
  /** Heading the entry stands under, in order of first use. */
  readonly group?: string | undefined;
}

/** One line: what (where). remedy */
export function troubleText(error: string | Trouble): string {
  if (typeof error === 'string') return error;
  const place = placeText(error.where);
  const what = error.what.replace(/[.\s]+$/, '');
  return `${what}${place ? ` (${place})` : ''}.${error.remedy ? ` ${error.remedy}` : ''}`;
}

export function placeText(where: Trouble['where']): string {
  if (where === undefined || typeof where === 'string') return where ?? '';
  return [
    where.file && `file “${where.file}”`,
    where.row !== undefined && `row ${where.row}`,
    where.step && `step ${where.step}`,
    where.model,
    where.column !== undefined && `column “${where.column}”`,
  ]
    .filter(Boolean)
    .join(', ');
}
