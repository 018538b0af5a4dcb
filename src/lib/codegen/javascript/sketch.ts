import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { LineRange } from '../python/layout.ts';
import { commentText } from '../sql/names.ts';
import type { Speech } from './module.ts';
import { nameOf, type Speaking, type Spoken } from './speaking.ts';

interface Sketch {
  readonly code: string;
  /** Step key → the lines that it stands on, 1-based and inclusive. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

/** How a sketch names a step and a model. */
interface Words {
  readonly step: (step: RecipeStep) => string;
  readonly model: (id: string) => string;
}

/**
 * The steps and the model of a recipe as JavaScript, before anything is learned: the functions that model.mjs is made of,
 * and for what has none the reason.
 * @param modelKey the recipe's first model where null
 */
export function javascriptSketch(
  recipe: Recipe,
  speech: Speech,
  modelKey: string | null,
  words: Words,
): Sketch {
  const page = new Page();
  page.add([
    '// The recipe as functions of one row, a Map from column to value; made by Tabwise.',
    '// What they learn in training is `state`; with it, model.mjs of the export predicts by itself.',
  ]);
  const entries: (readonly [RecipeStep, Spoken])[] = [];
  for (const step of activeSteps(recipe)) {
    const speaking = speech.cleaning[step.step] ?? speech.steps[step.step];
    const title = `// ${commentText(words.step(step))}`;
    const why = refusalOf(speaking, step.params);
    page.functions(step.key, title, why === null ? (speaking as Spoken) : why);
    if (why === null) entries.push([step, speaking as Spoken]);
  }
  page.add(['export const steps = [']);
  for (const [step, { code }] of entries) page.entry(step, nameOf(code));
  page.put(['];']);
  const model = recipe.models.find((m) => m.key === modelKey) ?? recipe.models[0];
  if (model) {
    const speaking = speech.models[model.model];
    const why = refusalOf(speaking, model.params);
    page.functions(
      model.key,
      `// ${commentText(words.model(model.model))}`,
      why ?? (speaking as Spoken),
    );
  }
  return page.done();
}

function refusalOf(
  speaking: Speaking | undefined,
  params: Readonly<Record<string, unknown>>,
): string | null {
  if (speaking === undefined) return 'this version of Tabwise has no JavaScript for it';
  return typeof speaking === 'string' ? speaking : (speaking.refuses?.(params) ?? null);
}

/** Lines, and which step stands on which. */
class Page {
  readonly #lines: string[] = [];
  readonly #ranges = new Map<string, LineRange[]>();
  readonly #known = new Set<string>();

  put(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** A block behind an empty line. */
  add(lines: readonly string[]): void {
    this.put(this.#lines.length > 0 ? ['', ...lines] : lines);
  }

  /** The functions of a step that do not stand there yet, or why it has none. */
  functions(key: string, title: string, spoken: Spoken | string): void {
    if (typeof spoken === 'string') {
      this.#placed(key, [title, `// Not in JavaScript: ${spoken}.`]);
      return;
    }
    const own = [...(spoken.uses ?? []), spoken.code].filter((code) => !this.#known.has(code));
    for (const code of own) this.#known.add(code);
    const again = own.length === 0 ? [`// ${nameOf(spoken.code)}, as above.`] : [];
    this.#placed(key, [
      title,
      ...again,
      ...own
        .join('\n\n')
        .split('\n')
        .filter((l, i) => i > 0 || l !== ''),
    ]);
  }

  /** One step in the list of all. */
  entry({ key, columns, params }: RecipeStep, name: string): void {
    const about = JSON.stringify({ columns, params }).replace(
      /[<\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    this.put([`  [${name}, ${about}],`]);
    this.#ranges.get(key)?.push([this.#lines.length, this.#lines.length]);
  }

  done(): Sketch {
    return { code: `${this.#lines.join('\n')}\n`, lines: this.#ranges };
  }

  #placed(key: string, lines: readonly string[]): void {
    this.add(lines);
    this.#ranges.set(key, [[this.#lines.length - lines.length + 1, this.#lines.length]]);
  }
}
