import { durationFormats } from '#lib/recipe/durationFormats.ts';
import { durationReader } from '../values/durations.ts';

const formats = Object.keys(durationFormats).map((id) => ({ id, read: durationReader(id) }));

/** Tallies which duration formats read the texts of a column, until too many have none. */
export class DurationTally {
  /** Cells by the set of formats, as bits. */
  readonly kinds = new Map<number, number>();
  cells = 0;
  misfits = 0;
  /** All texts are HH:MM or HH:MM:SS with at most 24 hours: times of day as well. */
  clock = true;
  /** Texts name more than one unit. */
  compound = false;
  readonly #most: number;

  /** @param most misfits beyond which the column holds no durations */
  constructor(most: number) {
    this.#most = most;
  }

  get alive(): boolean {
    return this.misfits <= this.#most;
  }

  add(text: string, count: number): void {
    let bits = 0;
    if (text.length <= 60 && mayBe.test(text)) {
      for (let k = 0; k < formats.length; k += 1)
        if (formats[k]!.read(text) !== null) bits |= 1 << k;
    }
    if (bits === 0) this.misfits += count;
    else {
      this.cells += count;
      this.kinds.set(bits, (this.kinds.get(bits) ?? 0) + count);
      this.clock &&= timeOfDay.test(text);
      this.compound ||= /[0-9][^0-9.]+[0-9]/.test(text);
    }
  }
}

/** Two numbers with a colon, or a number with a letter behind, or P. */
const mayBe = /^\s*-?(?:P|[0-9.]+\s*[:dhmswDHMSW])/;
const timeOfDay =
  /^\s*(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?|24:00(?::00)?)\s*$/;

export interface DurationReading {
  readonly format: string;
  readonly fits: number;
  readonly misfits: number;
  /** The other meaning of two numbers with a colon; null where there is none. */
  readonly other: string | null;
  readonly clock: boolean;
}

const words =
  /(^|_)(duration|elapsed|runtime|run_time|length|time_taken|lap|laps|split|splits|pace|took|playtime|uptime|downtime|timedelta|delay|interval|age|gap|dauer|laufzeit|durée|duree|duracion|finish|chip|gun|result)(_|$)/;

/** The format that reads most; null where there is none. @param name the column's, as words in lower case with _ between */
export function readDurations(tally: DurationTally, name: string): DurationReading | null {
  if (!tally.alive || tally.cells === 0) return null;
  const cellsOf = (id: string): number => {
    const bit = 1 << formats.findIndex((f) => f.id === id);
    let cells = 0;
    for (const [bits, count] of tally.kinds) if (bits & bit) cells += count;
    return cells;
  };
  const ids = formats.map((f) => f.id);
  const best = Math.max(...ids.map(cellsOf));
  let format = ids.find((id) => cellsOf(id) === best)!;
  const hours = /(^|_)(hours?|hhmm|hh_mm|worktime|work)(_|$)/.test(name);
  if (format === '%M:%S' && hours && cellsOf('%H:%M') === best) format = '%H:%M';
  const swap = format === '%M:%S' ? '%H:%M' : '%M:%S';
  const two = format === '%M:%S' || format === '%H:%M';
  return {
    format,
    fits: best,
    misfits: tally.cells + tally.misfits - best,
    other: two && cellsOf(swap) > 0 ? swap : null,
    clock: tally.clock && !words.test(name),
  };
}
