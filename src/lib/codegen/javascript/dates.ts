import { dateIds } from '#lib/recipe/dateFormats.ts';
import { datePattern } from '#lib/recipe/datePattern.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';

/** Formats of a date column as the exported JavaScript reads them; null where it is none, or counts days or seconds. */
export function dateForms({ type, parse }: SourceColumn): object | null {
  if ((type !== 'date' && type !== 'datetime') || parse.as !== 'date') return null;
  if (parse.formats.some((id) => id.startsWith('@'))) return null;
  const [only, ...others] = parse.formats;
  return {
    timed: type === 'datetime',
    kept: type === 'datetime' && others.length === 0 && only === dateIds.iso,
    forms: parse.formats.map((id) => {
      const { source, parts, months } = datePattern(id);
      return { source, parts, months: [...months] };
    }),
  };
}

/** `dateOf(text, dates)`: in ISO 8601 as `data/values` writes it, or null. */
export const dateReading = `const blank = "[ \\\\t\\\\n\\\\v\\\\f\\\\r\\\\u00a0\\\\u2009\\\\u202f]+";
const pair = (n) => String(n).padStart(2, "0");

function dateOf(text, { forms, timed, kept }) {
  for (const form of forms) {
    const found = dateBy(form, text);
    if (found === null) continue;
    if (kept) return text.replace(new RegExp("^" + blank + "|" + blank + "$", "g"), "");
    return timed ? found.date + " " + (found.time ?? "00:00:00") : found.date;
  }
  return null;
}

function dateBy({ source, parts, months }, text) {
  const found = new RegExp("^(?:" + source + ")$").exec(text);
  if (!found) return null;
  const has = Object.fromEntries(parts.map((part, k) => [part, found[k + 1] ?? ""]));
  const year = has.year ?? (has.yy >= "69" ? "19" : "20") + has.yy;
  const month = has.name ? new Map(months).get(has.name.toLowerCase()) : Number(has.month ?? 1);
  const date = [year, pair(month), pair(Number(has.day ?? 1))].join("-");
  const real = new Date(date + "T00:00:00Z");
  if (year === "0000" || Number.isNaN(+real) || real.toISOString().slice(0, 10) !== date) return null;
  if (!parts.includes("hour") && !parts.includes("hour12")) return { date, time: null };
  const late = has.half && has.half.toUpperCase() === "P" ? 12 : 0;
  const hour = has.hour12 ? (Number(has.hour12) % 12) + late : Number(has.hour);
  const time = [pair(hour), has.minute || "00", has.second || "00"].join(":");
  const fraction = has.fraction ? "." + has.fraction : "";
  const zone = /^([-+])(..):?(..)?$/.exec(has.zone ?? "");
  if (!zone) return { date, time: time + fraction };
  const minutes = (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3] ?? 0));
  const moved = new Date(new Date(date + "T" + time + "Z").getTime() - minutes * 60000);
  if (!(moved.getTime() >= -62135596800000 && moved.getTime() <= 253402300799999)) return null;
  const iso = moved.toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19) + fraction };
}`;
