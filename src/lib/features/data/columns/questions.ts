import type { History } from '#lib/recipe/history.ts';
import type { InferredColumn } from '#lib/recipe/reading.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { saidIn } from '#lib/state/likeness.ts';
import { count, percent } from '#lib/ui/format.ts';
import { firstPart } from './readingWords.ts';

/** Something that the file does not say, and a person must. */
export interface Question {
  readonly column: string;
  readonly claim: string;
  readonly evidence: string;
}

/** What is open about a column's dates; null where all is settled, or a person has said. */
export function questionOf(
  column: SourceColumn,
  inferred: InferredColumn | undefined,
  history: History,
): Question | null {
  const dates = inferred?.dates;
  if (dates?.decision !== 'ask' || saidIn(history).columns.has(column.name)) return null;
  if (column.role === 'ignored') return null;
  const { name } = column;
  if (dates.ambiguous > 0 && dates.formats.length <= 2)
    return {
      column: name,
      claim: `Is the day or the month first in ${name}?`,
      evidence: `${count(dates.ambiguous)} cells, ${percent(dates.share)}, could be read both ways. Read ${
        firstPart(dates.formats[0]!.id) ?? 'day'
      } first until you say.`,
    };
  return {
    column: name,
    claim: `Are all dates in ${name} meant so?`,
    evidence: `They are written in ${dates.formats.length} ways${
      dates.ambiguous > 0 ? `, and ${count(dates.ambiguous)} cells could be another day` : ''
    }${dates.rejects.length > 0 ? '; some texts are no dates at all' : ''}.`,
  };
}
