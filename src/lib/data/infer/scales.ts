/** Scales that people know, from least to most; spellings of one level parted by |. */
const table = `
very low|low|medium low|medium|medium high|high|very high
very low|low|moderate|high|very high
lowest|low|middle|high|highest
low|mid|high
low|normal|high
low|average|high
none|low|medium|high|critical
minor|moderate|major|critical
minor|moderate|severe
none|mild|moderate|severe
none|mild|moderate|severe|very severe
negligible|marginal|critical|catastrophic
small|medium|large
tiny|small|medium|large|huge
extra small|small|medium|large|extra large
xxs|xs|s|m|l|xl|xxl|xxxl|4xl
short|medium|long
short|regular|tall
light|medium|heavy
slow|medium|fast
slow|normal|fast
poor|fair|good|very good|excellent
very poor|poor|fair|good|very good|excellent
terrible|bad|ok|good|excellent
bad|neutral|good
very bad|bad|average|good|very good
poor|average|good|excellent
poor|below average|average|above average|excellent
below average|average|above average
unacceptable|acceptable|good|very good
unsatisfactory|satisfactory|good|outstanding
fair|good|very good|premium|ideal
beginner|intermediate|advanced|expert
novice|beginner|intermediate|advanced|expert
junior|mid|senior
trainee|junior|mid|senior|lead|principal
never|rarely|sometimes|often|always
never|seldom|sometimes|often|always
never|almost never|sometimes|fairly often|very often
never|rarely|occasionally|frequently|always
never|sometimes|often|usually|always
never|less than monthly|monthly|weekly|daily
never|yearly|monthly|weekly|daily
daily|weekly|monthly|quarterly|yearly
not at all|not much|some|a lot
not at all|a little|somewhat|a lot
not at all|slightly|moderately|very|extremely
not at all|a little|moderately|quite a bit|extremely
none|a little|some|a lot
none|some|most|all
no|maybe|yes
never|once|sometimes|often
first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth
1st|2nd|3rd|4th|5th|6th|7th|8th|9th|10th|11th|12th|13th|14th|15th
first class|second class|third class
bronze|silver|gold|platinum|diamond
basic|standard|premium
free|basic|standard|premium|enterprise
economy|premium economy|business|first
monday|tuesday|wednesday|thursday|friday|saturday|sunday
mon|tue|wed|thu|fri|sat|sun
mon|tues|wed|thur|fri|sat|sun
mon|tues|wed|thurs|fri|sat|sun
montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag
lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
lunes|martes|miércoles|jueves|viernes|sábado|domingo
january|february|march|april|may|june|july|august|september|october|november|december
jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec
jan|feb|mar|apr|may|jun|jul|aug|sept|oct|nov|dec
january|february|march|april|may|june|july|august|sept|oct|nov|dec
januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember
janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
q1|q2|q3|q4
infant|child|teen|adult|senior
baby|toddler|child|teenager|adult|elderly
freshman|sophomore|junior|senior
primary|secondary|tertiary
elementary|middle|high
no education|primary|secondary|higher
primary|secondary|university
underweight|normal|overweight|obese
never|ex|current
never smoked|formerly smoked|smokes
stage i|stage ii|stage iii|stage iv
stage 1|stage 2|stage 3|stage 4
grade 1|grade 2|grade 3|grade 4
niedrig|mittel|hoch
gering|mittel|hoch
klein|mittel|groß
schlecht|mittel|gut|sehr gut
nie|selten|manchmal|oft|immer
faible|moyen|élevé
petit|moyen|grand
jamais|rarement|parfois|souvent|toujours
bajo|medio|alto
pequeño|mediano|grande
nunca|raramente|a veces|a menudo|siempre
低|中|高
小|中|大
`;

/** Degrees of schooling have many words: levels, each with its spellings. */
const schooling: readonly (readonly string[])[] = [
  ['none', 'no schooling', 'no formal education', 'illiterate'],
  ['preschool', 'kindergarten'],
  ['1st-4th', '1st 4th'],
  ['primary', 'primary school', 'elementary', 'elementary school', '5th-6th', '5th 6th'],
  ['middle school', '7th-8th', '7th 8th', 'lower secondary'],
  ['9th'],
  ['10th'],
  ['11th'],
  ['12th', 'some high school', 'less than high school', 'less than high school degree'],
  [
    'hs-grad',
    'hs grad',
    'high school',
    'high school degree',
    'high school graduate',
    'high school diploma',
    'secondary',
    'upper secondary',
    'secondary school',
    'ged',
  ],
  ['some-college', 'some college', 'some college or associate degree', 'some college no degree'],
  ['assoc-voc', 'assoc voc', 'vocational', 'trade school'],
  [
    'assoc-acdm',
    'assoc acdm',
    'associate',
    'associates',
    "associate's degree",
    "associate's",
    'associate degree',
    'college',
  ],
  [
    'bachelor',
    'bachelors',
    "bachelor's",
    "bachelor's degree",
    'bachelor degree',
    'graduation',
    'undergraduate',
    'university',
  ],
  [
    'master',
    'masters',
    "master's",
    "master's degree",
    'master degree',
    'graduate',
    'graduate degree',
    'graduate school',
    'postgraduate',
  ],
  ['prof-school', 'prof school', 'professional degree', 'professional'],
  ['doctorate', 'phd', 'ph.d.', 'ph.d', 'doctoral', 'doctoral degree', 'doctorate degree'],
];

const listed = table
  .trim()
  .split('\n')
  .map((line) => new Map(line.split('|').map((level, rank) => [level, rank] as const)));

const scales: readonly ReadonlyMap<string, number>[] = [
  ...listed,
  new Map(schooling.flatMap((levels, rank) => levels.map((level) => [level, rank] as const))),
];

/** Words that are on a scale by chance as well: a column of nothing but them is ordered only by its name. */
const bare = /^[a-z]{1,4}$/;

/**
 * The order that a column's levels have on a scale that people know; null where there is none.
 * @param texts all levels of the column, two or more
 * @param name the column's words
 */
export function knownOrder(texts: readonly string[], name: string): readonly string[] | null {
  if (texts.length < 2 || texts.length > 40) return null;
  const normal = texts.map((text) => text.trim().toLowerCase().replace(/\s+/g, ' '));
  for (const scale of scales) {
    const ranks = normal.map((text) => scale.get(text));
    if (ranks.every((rank) => rank !== undefined) && isOrder(ranks, { texts: normal, name, scale }))
      return sorted(texts, ranks);
  }
  const intensities = intensityRanks(normal) ?? gradeRanks(normal, name);
  if (intensities) return sorted(texts, intensities);
  const ranges = rangeRanks(normal);
  return ranges && sorted(texts, ranges);
}

const sizeName = /(^|_)(size|größe|taille|talla)(_|$)/;

interface Levels {
  readonly texts: readonly string[];
  readonly name: string;
  readonly scale: ReadonlyMap<string, number>;
}

function isOrder(ranks: readonly number[], { texts, name, scale }: Levels): boolean {
  if (new Set(ranks).size < ranks.length) return false;
  if (texts.includes('no') && texts.length < 3) return false;
  const sizes = texts.some((t) => /^x+[sl]$/.test(t)) || sizeName.test(name);
  const letters = texts.every((t) => bare.test(t)) && texts.some((t) => t.length < 2);
  if (letters && !sizes) return ranks.length >= 4;
  return ranks.length >= Math.min(3, scale.size);
}

const sorted = (texts: readonly string[], ranks: readonly number[]): readonly string[] =>
  texts
    .map((text, k) => ({ text, rank: ranks[k]! }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ text }) => text);

const strengths = new Map(
  Object.entries({
    strongly: 4,
    extremely: 4,
    completely: 4,
    totally: 4,
    highly: 3,
    very: 3,
    mostly: 2,
    quite: 2,
    fairly: 2,
    moderately: 2,
    somewhat: 1,
    slightly: 1,
    rather: 1,
  }),
);
const neutral = /^(neutral|undecided|neither\b.*|no opinion|mixed|neither agree nor disagree)$/;

/** "strongly disagree … strongly agree", "very unlikely … very likely": one word and its opposite, in degrees. */
function intensityRanks(texts: readonly string[]): readonly number[] | null {
  const degrees = texts.map(degreeOf);
  if (texts.length < 3 || degrees.some((d) => d === null)) return null;
  const known = degrees.map((d) => d!);
  const words = new Set(known.map((d) => d.word).filter((word) => word !== ''));
  const opposite = (word: string): string | undefined =>
    ['un', 'dis', 'in', 'im', 'ir'].map((no) => no + word).find((w) => words.has(w));
  const positive = [...words].find((word) => opposite(word) !== undefined) ?? [...words][0]!;
  const negative = opposite(positive);
  if (words.size !== (negative === undefined ? 1 : 2)) return null;
  const ranks = known.map(({ word, rank }) => (word === negative ? -rank : rank));
  const above = ranks.filter((r) => r > 0).length;
  const graded = above >= 2 || (above > 0 && ranks.some((r) => r < 0));
  return new Set(ranks).size === ranks.length && graded ? ranks : null;
}

function degreeOf(text: string): { readonly word: string; readonly rank: number } | null {
  if (neutral.test(text)) return { word: '', rank: 0 };
  const [, adverb, word] = /^(?:([a-z]+) )?([a-z]+)$/.exec(text) ?? [];
  if (!word || (adverb && !strengths.has(adverb))) return null;
  return { word, rank: adverb ? strengths.get(adverb)! : 2.5 };
}

/** A to F, where the name says that they are grades; A is the most. */
function gradeRanks(texts: readonly string[], name: string): readonly number[] | null {
  if (!/(^|_)(grades?|letter_grade|rating|note)(_|$)/.test(name) || texts.length < 3) return null;
  const ranks = texts.map((text) => {
    const found = /^([a-g])([+-]?)$/.exec(text);
    const shift = found?.[2] === '+' ? 0.3 : found?.[2] === '-' ? -0.3 : 0;
    return found ? 97 - found[1]!.charCodeAt(0) + shift : null;
  });
  return ranks.every((r) => r !== null) ? ranks : null;
}

const amount = '[$€£]? ?([0-9][0-9,.]*) ?([km]?) ?[$€£%]?';
const between = new RegExp(`^${amount} ?(?:-|–|—|to|until|bis|à) ?${amount}(?: .*)?$`);
const below = new RegExp(`^(?:<=?|under|below|less than|up to|unter) ?${amount}(?: .*)?$`);
const above = new RegExp(`^(?:>=?|over|above|more than|at least|über|ab) ?${amount}(?: .*)?$`);
const open = new RegExp(
  `^${amount} ?(?:\\+|and (?:over|above|older|more|up)|or (?:over|more|older|above)|plus)(?: .*)?$`,
);

/** "18-24", "25-34", "< 18", "65+": ranges that do not overlap. */
function rangeRanks(texts: readonly string[]): readonly number[] | null {
  const ranges = texts.map(rangeOf);
  if (texts.length < 3 || ranges.some((r) => r === null)) return null;
  const known = ranges as (readonly [number, number])[];
  if (known.filter(([lo, hi]) => Number.isFinite(lo) && Number.isFinite(hi)).length < 2)
    return null;
  const ordered = [...known].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const apart = ordered.every((r, k) => k === 0 || r[0] >= ordered[k - 1]![1]);
  return apart ? known.map(([lo]) => lo) : null;
}

function rangeOf(written: string): readonly [number, number] | null {
  const text = withoutBrackets(written);
  const two = between.exec(text);
  if (two) {
    const [lo, hi] = [valueOf(two[1]!, two[2]!), valueOf(two[3]!, two[4]!)];
    return lo < hi ? [lo, hi] : null;
  }
  const low = below.exec(text);
  if (low) return [-Infinity, valueOf(low[1]!, low[2]!)];
  const high = above.exec(text) ?? open.exec(text);
  return high ? [valueOf(high[1]!, high[2]!), Infinity] : null;
}

/** "[50, 60)", as pandas.cut and statisticians write an interval, is 50-60. */
function withoutBrackets(text: string): string {
  const [, from, to] = interval.exec(text) ?? [];
  return from === undefined ? text : `${from}-${to!}`;
}
const interval = /^[[(] ?([0-9][0-9.]*) ?(?:,|;|-|–|to) ?([0-9][0-9.]*) ?[\])]$/;

const valueOf = (digits: string, factor: string): number =>
  Number(digits.replaceAll(',', '')) * (factor === 'k' ? 1e3 : factor === 'm' ? 1e6 : 1);
