import type { Meaning } from '#lib/recipe/profile.ts';

/** A header as words in lower case with _ between: customerID, Customer ID and customer_id are alike. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%$€£]+/gu, '_')
    .replace(/^_+|_+$/g, '');

const has = (words: string, ...wanted: readonly string[]): boolean =>
  wanted.some((w) => `_${words}_`.includes(`_${w}_`));

const zipWords =
  'zip zipcode zip_code postal postal_code postalcode postcode post_code plz postleitzahl cep codigo_postal code_postal pincode'.split(
    ' ',
  );
const codeWords =
  'fips isbn issn ean upc gtin sku iban bic swift ssn vin barcode naics sic icd cusip isin'.split(
    ' ',
  );
const phoneWords =
  'phone telephone phone_number mobile telefon tel fax msisdn handy téléphone telefono'.split(' ');
const yearWords = 'year yr jahr année annee año ano anno yyyy baujahr'.split(' ');
const moneyWords =
  'price cost salary wage wages revenue fare fee fees charge charges budget income usd eur gbp tuition rent gross preis umsatz gehalt kosten prix precio salario'.split(
    ' ',
  );
const percentWords = 'percent percentage pct perc prozent'.split(' ');
const placeWords = 'country nation country_code land pays pais país state province'.split(' ');
const unitTail =
  /(^|_)(mm|cm|km|kg|mg|lbs?|oz|ml|celsius|fahrenheit|mph|kmh|kwh|kw|hp|inches|feet|miles|meters|metres|litres|liters|grams|pounds|hpa|psi|rpm|sqft|mmhg|g|m)$/;
const unitInBrackets =
  /[([](mm|cm|m|km|g|kg|mg|lbs?|oz|ml|l|°c|°f|c|f|%|in|ft|mi|hp|kw|kwh|w|v|a|hz|s|sec|min|h|mph|km\/h|ppm|hpa|o\/oo|mmhg|mg\/dl|sqft|m2|m²|cc|usd|eur|\$|€)[)\]]\s*$/i;

export const namesDate = (words: string): boolean =>
  /(^|_)(date|day|dt|datum|fecha|dato|jour|dob|birth|born|on|ymd|yyyymmdd|datekey|date_?key|日期)(_|$)|date$|datum$/.test(
    words,
  );
export const namesMoment = (words: string): boolean =>
  /(^|_)(timestamp|epoch|unix|unixtime|unix_time|ts|utc|created_at|updated_at|posix)(_|$)/.test(
    words,
  );
const namesZip = (words: string): boolean => has(words, ...zipWords);
export const namesPlace = (words: string): boolean => has(words, ...placeWords);

export interface NumberRange {
  readonly integer: boolean;
  readonly min: number;
  readonly max: number;
}

/** What a number column's values stand for, by its name and range. */
export function numberMeaning(name: string, range: NumberRange): Meaning {
  const words = wordsOf(name);
  const code = range.integer ? codeMeaning(words, range) : null;
  if (code) return code;
  const place = placeMeaning(words, range);
  if (place) return place;
  if (has(words, ...percentWords) || name.includes('%')) return 'percent';
  if (/[$€£]/.test(name) || has(words, ...moneyWords)) return 'currency';
  const bracketed = unitInBrackets.exec(name);
  if (bracketed) return /usd|eur/i.test(bracketed[1]!) ? 'currency' : 'measure';
  return unitTail.test(words) && words.includes('_') ? 'measure' : 'none';
}

function placeMeaning(words: string, { min, max }: NumberRange): Meaning | null {
  if (has(words, 'lat', 'latitude') && min >= -90 && max <= 90) return 'latitude';
  const east = has(words, 'lon', 'lng', 'long', 'longitude');
  return east && min >= -180 && max <= 180 ? 'longitude' : null;
}

function codeMeaning(words: string, { min, max }: NumberRange): Meaning | null {
  if (namesZip(words) && min >= 0) return 'zip';
  if (has(words, ...phoneWords) && min >= 1e6) return 'phone';
  if (has(words, ...codeWords)) return 'code';
  return has(words, ...yearWords) && min >= 1000 && max <= 2200 ? 'year' : null;
}

const email = /^[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[\p{L}]{2,}$/u;
const url = /^(?:(?:https?|ftp):\/\/|www\.)[^\s]+\.[^\s]+$/i;
const phone =
  /^(?=\+|(?:[^0-9]*[0-9]){9})(?=(?:[^0-9]*[0-9]){7,15}[^0-9]*$)(?:\+|00)?[0-9(][0-9 ().-]*(?: ?(?:x|ext\.?) ?[0-9]+)?$/;

/** Shapes that single texts may have; a column is one when all its texts are. */
export const isEmail = (text: string): boolean => email.test(text);
export const isUrl = (text: string): boolean => url.test(text);
/** Nine to fifteen digits, or + and seven to fifteen, with the marks of telephone numbers. */
export const isPhone = (text: string): boolean => phone.test(text);

export interface TextShape {
  readonly emails: boolean;
  readonly urls: boolean;
  readonly phones: boolean;
  /** All texts are digits. */
  readonly digits: boolean;
}

/** What a text column's values stand for, by their shape and its name. */
export function textMeaning(name: string, { emails, urls, phones, digits }: TextShape): Meaning {
  const words = wordsOf(name);
  if (emails) return 'email';
  if (urls) return 'url';
  if (namesZip(words)) return 'zip';
  if (phones && (has(words, ...phoneWords) || !digits)) return 'phone';
  return digits || has(words, ...codeWords) ? 'code' : 'none';
}
