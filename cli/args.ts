import { EngineError } from '#lib/recipe/errors.ts';

export interface Option {
  readonly name: string;
  /** Word for the value in the help; none for a switch. */
  readonly value?: string;
  readonly help: string;
}

export interface Parsed {
  readonly positional: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  /** All values of each option; `options` has the last. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
}

/**
 * Splits arguments into at most `places` positional ones and --options.
 * @throws EngineError 'usage' with what is known
 */
export function parseArgs(
  args: readonly string[],
  known: readonly Option[],
  places: number,
): Parsed {
  const positional: string[] = [];
  const options = new Map<string, string>();
  const repeated = new Map<string, readonly string[]>();
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (isPositional(arg)) {
      if (positional.length === places)
        throw usage(`“${arg}” is one argument too many`, 'See tabwise --help.');
      positional.push(arg);
      continue;
    }
    const [name, inline] = splitOnce(arg.slice(2));
    const option = known.find((o) => o.name === name);
    if (!option)
      throw usage(
        `There is no option --${name}`,
        `Use one of ${known.map((o) => `--${o.name}`).join(', ')}.`,
      );
    if (option.value === undefined) {
      if (inline !== undefined) throw usage(`--${name} takes no value`, `Write --${name} alone.`);
      options.set(name, 'true');
      continue;
    }
    const value = inline ?? args[(i += 1)];
    if (value === undefined || (inline === undefined && isOption(value, known)))
      throw usage(`--${name} needs a value`, `Write --${name} ${option.value}.`);
    options.set(name, value);
    repeated.set(name, [...(repeated.get(name) ?? []), value]);
  }
  return { positional, options, repeated };
}

function isPositional(arg: string): boolean {
  if (!arg.startsWith('-') || arg === '-') return true;
  if (arg.startsWith('--')) return false;
  throw usage(`There is no option ${arg}`, 'Options have two dashes; write ./ before such a file.');
}

/** A column may be named --x, but hardly --target: then the value was forgotten (--target=--target still says it). */
const isOption = (text: string, known: readonly Option[]): boolean =>
  known.some((o) => text === `--${o.name}`);

/** The positional argument at `index`. @throws EngineError 'usage' */
export function required({ positional }: Parsed, index: number, word: string): string {
  const value = positional[index];
  if (value !== undefined) return value;
  throw usage(`${word} is missing`, 'See tabwise --help.');
}

export function requiredOption({ options }: Parsed, name: string): string {
  const value = options.get(name);
  if (value !== undefined) return value;
  throw usage(`--${name} is missing`, 'See tabwise --help.');
}

/** A number within bounds. @throws EngineError 'usage' with the value in hand */
export function numberOption(
  parsed: Parsed,
  name: string,
  bounds: { fallback: number; min: number; max: number; whole?: boolean },
): number {
  const text = parsed.options.get(name);
  if (text === undefined) return bounds.fallback;
  const value = Number(text);
  const fits =
    text.trim() !== '' &&
    value >= bounds.min &&
    value <= bounds.max &&
    (!bounds.whole || Number.isInteger(value));
  if (fits) return value;
  throw usage(
    `--${name} is ${text}`,
    `Use a ${bounds.whole ? 'whole ' : ''}number from ${bounds.min} to ${bounds.max}.`,
  );
}

export const usage = (what: string, remedy: string): EngineError =>
  new EngineError({ code: 'usage', what, where: {}, remedy });

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
