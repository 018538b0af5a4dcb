import { EngineError } from '#lib/recipe/errors.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { LineRange } from '../python/layout.ts';
import { commentText } from '../sql/names.ts';
import type { Speech } from './module.ts';
import { nameOf, type CleaningSpoken, type Speaking, type Spoken } from './speaking.ts';

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
  const entries: Entry[] = [];
  let before: readonly ColumnFacts[] = recipe.source.columns;
  for (const step of activeSteps(recipe)) {
    const title = `// ${commentText(words.step(step))}`;
    const cleaning = speech.cleaning[step.step];
    const speaking = cleaning ?? speech.steps[step.step];
    const why = refusalOf(speaking, step.params);
    page.functions(step.key, title, why ?? (speaking as Spoken));
    if (why !== null) continue;
    entries.push({ step, spoken: speaking as Spoken, params: givenOf(cleaning, before, step) });
    before = cleaning ? afterOf(cleaning, before, step) : before;
  }
  page.add(['export const steps = [']);
  for (const entry of entries) page.entry(entry);
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

interface Entry {
  readonly step: RecipeStep;
  readonly spoken: Spoken;
  /** What the function is given. */
  readonly params: unknown;
}

/** The step's own parameters where it does not fit the columns: the panel says so beside the step. */
function givenOf(
  spoken: CleaningSpoken | undefined,
  before: readonly ColumnFacts[],
  { columns, params }: RecipeStep,
): unknown {
  try {
    return spoken?.given?.(before, columns, params) ?? params;
  } catch (error) {
    if (error instanceof EngineError) return params;
    throw error;
  }
}

function afterOf(
  spoken: CleaningSpoken,
  before: readonly ColumnFacts[],
  { columns, params }: RecipeStep,
): readonly ColumnFacts[] {
  try {
    return spoken.after?.(before, columns, params) ?? before;
  } catch (error) {
    if (error instanceof EngineError) return before;
    throw error;
  }
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
  entry({ step: { key, columns }, spoken, params }: Entry): void {
    const about = JSON.stringify({ columns, params }).replace(
      /[<\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    this.put([`  [${nameOf(spoken.code)}, ${about}],`]);
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
