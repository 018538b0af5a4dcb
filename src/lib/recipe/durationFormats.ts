import { EngineError } from './errors.ts';
import { blanks } from './numberText.ts';

/** How durations are written; the ids of `format` in a duration's parse. Their value is a number of seconds. */
interface DurationFormat {
  readonly label: string;
  /** Of whole texts; groups are a sign and then numbers, '' where absent. JavaScript, RE2 and Python read it alike. */
  readonly source: string;
  /** Seconds in one of each group after the sign. */
  readonly seconds: readonly number[];
}

const around = `[${blanks}]*`;
const whole = '([0-9]{1,7})';
const sixty = '([0-5][0-9])';
const split = '([0-5][0-9](?:\\.[0-9]{1,9})?)';
const amount = '[0-9]{1,9}(?:\\.[0-9]{1,9})?';

/** Any case; ? makes the character before it optional. */
const anyCase = (word: string): string => word.replace(/[a-z]/g, (c) => `[${c.toUpperCase()}${c}]`);
const unit = (names: string): string =>
  `(?:(${amount}) *(?:${anyCase(names)})\\.?(?:,? *(?:[Aa][Nn][Dd] +)?))?`;

export const durationFormats: Readonly<Record<string, DurationFormat>> = {
  '%H:%M:%S': {
    label: 'hours:minutes:seconds',
    source: `${around}(-?)${whole}:${sixty}:${split}${around}`,
    seconds: [3600, 60, 1],
  },
  '%M:%S': {
    label: 'minutes:seconds',
    source: `${around}(-?)${whole}:${split}${around}`,
    seconds: [60, 1],
  },
  '%H:%M': {
    label: 'hours:minutes',
    source: `${around}(-?)${whole}:${sixty}${around}`,
    seconds: [3600, 60],
  },
  days: {
    label: 'days and hours:minutes:seconds',
    source: `${around}()${whole} *[Dd](?:[Aa][Yy][Ss]?)?,? +\\+?([01]?[0-9]|2[0-3]):${sixty}:${split}${around}`,
    seconds: [86_400, 3600, 60, 1],
  },
  ISO8601: {
    label: 'ISO 8601, such as PT1H30M',
    source: `${around}(-?)P(?:${whole}W)?(?:${whole}D)?(?:T(?:${whole}H)?(?:${whole}M)?(?:(${amount})S)?)?${around}`,
    seconds: [604_800, 86_400, 3600, 60, 1],
  },
  units: {
    label: 'with units, such as 1h 30m',
    source: `${around}(-?)${unit('weeks?|wks?|w')}${unit('days?|d')}${unit('hours?|hrs?|h')}${unit('minutes?|mins?|m')}${unit('seconds?|secs?|s')}${around}`,
    seconds: [604_800, 86_400, 3600, 60, 1],
  },
};

/** @throws EngineError params-invalid for an id that is not known */
export function durationFormat(id: string): DurationFormat {
  if (Object.hasOwn(durationFormats, id)) return durationFormats[id]!;
  throw new EngineError({
    code: 'params-invalid',
    what: `The duration format “${id}” is not known`,
    where: {},
    remedy: `Use one of ${Object.keys(durationFormats).join(', ')}.`,
  });
}
