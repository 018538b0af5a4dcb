/**
 * Ways in which files write dates, as data. An id is a strptime pattern of %Y %y %m %d %b %B %a %A %H %I %M %S %f %p %z
 * and literals, with the language of its month names behind an @ where that is not English (`%d. %B %Y@de`), or `@th`
 * where the day has an English ordinal suffix (`%b %d, %Y@th`); or one of the words below. Any such pattern is
 * understood; `dateFormatIds` are those that are looked for. Two-digit years follow POSIX: 69–99 are 19xx.
 */
const specials = {
  /** pandas's word: YYYY-MM-DD, then T or a space, HH:MM, and perhaps :SS and a fraction. */
  iso: 'ISO8601',
  /** The same with Z or an offset. */
  isoZone: 'ISO8601%z',
  /** Days since 1899-12-30 with a fraction for the time; 60, which Excel takes for 1900-02-29, is no date. */
  excel1900: '@excel1900',
  /** Days since 1904-01-01: workbooks of old Macs. */
  excel1904: '@excel1904',
  /** Seconds since 1970-01-01 UTC. */
  epoch: '@epoch',
  /** Milliseconds since then. */
  epochMs: '@epochms',
} as const;
export const dateIds = specials;

interface Names {
  /** From January; each with its spellings, in lower case, the usual one first. */
  readonly full: readonly string[];
  /** Abbreviations, written with or without a full stop. */
  readonly short: readonly string[];
}

const split = (text: string): readonly string[] => text.split(' ');

/** Month names by language: twelve words each, spellings parted by |. */
export const monthNames: Readonly<Record<string, Names>> = {
  en: {
    full: split(
      'january february march april may june july august september october november december',
    ),
    short: split('jan feb mar apr may jun jul aug sep|sept oct nov dec'),
  },
  de: {
    full: split(
      'januar|jänner februar märz|maerz april mai juni juli august september oktober november dezember',
    ),
    short: split('jan|jän feb mär|mrz|märz apr mai jun|juni jul|juli aug sep|sept okt nov dez'),
  },
  fr: {
    full: split(
      'janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre',
    ),
    short: split('janv|jan févr|fév|fevr mars avr mai juin juil août|aout sept oct nov déc|dec'),
  },
  es: {
    full: split(
      'enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre',
    ),
    short: split('ene feb mar abr may jun jul ago sep|sept oct nov dic'),
  },
  it: {
    full: split(
      'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    ),
    short: split('gen feb mar apr mag giu lug ago set ott nov dic'),
  },
  pt: {
    full: split(
      'janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro novembro dezembro',
    ),
    short: split('jan fev mar abr mai jun jul ago set out nov dez'),
  },
  nl: {
    full: split(
      'januari februari maart april mei juni juli augustus september oktober november december',
    ),
    short: split('jan feb mrt apr mei jun jul aug sep okt nov dec'),
  },
  zh: {
    full: split('一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月'),
    short: split('1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月'),
  },
};

const numeric = [
  ...split('%d/%m/%Y %m/%d/%Y %d.%m.%Y %m.%d.%Y %d-%m-%Y %m-%d-%Y %Y/%m/%d %Y.%m.%d'),
  ...split('%d/%m/%y %m/%d/%y %d.%m.%y %m.%d.%y %d-%m-%y %m-%d-%y %y/%m/%d %y-%m-%d %y.%m.%d'),
  ...split('%Y%m%d %Y年%m月%d日'),
];
const partial = split('%Y-%m %Y/%m %m/%Y %m.%Y %m-%Y %Y年%m月 %Y');
const named = [
  ...['%d %b %Y', '%d-%b-%Y', '%d-%b-%y', '%d/%b/%Y', '%d %b %y', '%d%b%Y', '%d %b, %Y'],
  ...['%b %d, %Y', '%b %d %Y', '%b %d, %y', '%b-%d-%Y', '%Y-%b-%d', '%Y %b %d'],
];
const namedPartial = ['%b %Y', '%b-%Y', '%b-%y', '%b, %Y', '%Y %b', '%Y-%b'];
const weekdays = [
  ...['%a, %d %b %Y', '%a %d %b %Y', '%a %b %d %Y', '%a, %b %d, %Y'],
  ...['%A, %B %d, %Y', '%A, %d %B %Y', '%A %d %B %Y', '%A %B %d %Y'],
];
const ordinal = ['%b %d, %Y', '%b %d %Y', '%d %b %Y', '%d %b, %Y', '%d of %b %Y', '%d of %b, %Y'];
const times = [
  ...[' %H:%M', ' %H:%M:%S', ' %H:%M:%S.%f', ' %I:%M %p', ' %I:%M:%S %p', ' %H:%M:%S %z'],
  ...[', %H:%M', ', %H:%M:%S', ', %I:%M %p', ', %I:%M:%S %p'],
];
const whole = [
  ...['%d/%b/%Y:%H:%M:%S %z', '%a, %d %b %Y %H:%M:%S %z', '%d %b %Y %H:%M:%S %z'],
  ...['%a %b %d %H:%M:%S %Y', '%a %b %d %H:%M:%S %z %Y', '%A, %B %d, %Y %I:%M %p'],
  ...['%Y%m%d%H%M%S', '%Y%m%dT%H%M%S', '%Y%m%dT%H%M%S%z'],
];

const withFull = (patterns: readonly string[]): readonly string[] =>
  patterns.flatMap((p) => [p, p.replace('%b', '%B')]);
const withTimes = (patterns: readonly string[]): readonly string[] => [
  ...patterns,
  ...patterns.flatMap((p) => times.map((time) => p + time)),
];
const inLanguage = (language: string): readonly string[] => {
  const own: Readonly<Record<string, readonly string[]>> = {
    de: ['%d. %b %Y'],
    es: ['%d de %b de %Y', '%d de %b %Y', '%b de %Y'],
    pt: ['%d de %b de %Y', '%b de %Y'],
    zh: ['%Y年%b%d日', '%Y年%b'],
  };
  const all = [...named, ...namedPartial, ...(own[language] ?? [])];
  const days = withFull(all).filter(
    (p) => !p.includes('%y') && !(language === 'zh' && /%d%b/i.test(p)),
  );
  const clocks = [' %H:%M', ' %H:%M:%S'];
  const timed = days.filter((p) => p.includes('%d')).flatMap((p) => clocks.map((t) => p + t));
  return [...days, ...timed].map((p) => `${p}@${language}`);
};

/** Every format that is looked for; of formats that read a column alike the first is taken. */
export const dateFormatIds = (): readonly string[] => [
  ...['%Y-%m-%d', specials.iso, specials.isoZone],
  ...withTimes(numeric),
  ...withTimes(['%Y-%m-%d']).slice(1),
  ...partial,
  ...withTimes(withFull(named)),
  ...withFull(namedPartial),
  ...weekdays,
  ...withFull(ordinal).map((p) => `${p}@th`),
  ...whole,
  ...Object.keys(monthNames)
    .filter((language) => language !== 'en')
    .flatMap(inLanguage),
  ...[specials.excel1900, specials.excel1904, specials.epoch, specials.epochMs],
];

/** The pattern of an id and the language of its names. */
export function dateFormatParts(id: string): {
  readonly pattern: string;
  readonly language: string;
  /** The day is written 1st, 2nd, 3rd, 4th. */
  readonly ordinal: boolean;
} {
  const at = id.lastIndexOf('@');
  const suffix = at > 0 ? id.slice(at + 1) : '';
  if (suffix === 'th') return { pattern: id.slice(0, at), language: 'en', ordinal: true };
  return Object.hasOwn(monthNames, suffix)
    ? { pattern: id.slice(0, at), language: suffix, ordinal: false }
    : { pattern: id, language: 'en', ordinal: false };
}
