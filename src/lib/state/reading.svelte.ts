import type { Data, OpenChoices, Preview } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Format, Packing, Source } from '#lib/recipe/source.ts';

/** A field of a format, of whatever kind, with what a person says of it. */
type Said = Readonly<Record<string, unknown>>;

/**
 * How a file could be read: what a person says, what follows for the rest, and the rows as they would come. What was
 * said is never guessed again.
 */
export class ReadingDraft {
  readonly #data: Data;
  readonly #file: File;
  #kind: Format['kind'] | null = $state(null);
  #said = $state.raw<Said>({});
  #packing = $state.raw<Packing | null | undefined>(undefined);
  #sample = $state.raw<Source['sample']>(null);
  #preview = $state.raw<Preview | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #busy = $state(false);
  #asked = 0;

  /** @param from begin with these decisions, all of them as if said */
  constructor(data: Data, file: File, from: Source | null) {
    this.#data = data;
    this.#file = file;
    if (from) {
      const { kind, ...fields } = from.format;
      this.#kind = kind;
      this.#said = fields;
      this.#packing = from.packing;
      this.#sample = from.sample;
    }
    void this.look();
  }

  get preview(): Preview | null {
    return this.#preview;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get sample(): Source['sample'] {
    return this.#sample;
  }
  set sample(sample: Source['sample']) {
    this.#sample = sample;
  }
  /** Whether the field was said, and not guessed. */
  isSaid(field: string): boolean {
    return Object.hasOwn(this.#said, field);
  }

  get choices(): OpenChoices {
    const kind = this.#kind ?? this.#preview?.format.kind;
    return {
      ...(this.#packing !== undefined && { packing: this.#packing }),
      ...(kind && { format: { kind, ...this.#said } }),
      sample: this.#sample,
    };
  }

  say(field: string, value: unknown): void {
    this.#said = { ...this.#said, [field]: value };
    void this.look();
  }

  /** Lets the field be guessed again. */
  unsay(field: string): void {
    const { [field]: _gone, ...rest } = this.#said;
    this.#said = rest;
    void this.look();
  }

  /** Reads the file as another kind of file, or (null) as what it looks like. */
  readAs(kind: Format['kind'] | null): void {
    this.#kind = kind;
    this.#said = {};
    void this.look();
  }

  takeMember(member: string): void {
    this.#packing = { kind: 'zip', member };
    this.#kind = null;
    this.#said = {};
    void this.look();
  }

  /** The beginning of the file under the present choices; only the newest answer counts. */
  async look(): Promise<void> {
    const asked = (this.#asked += 1);
    this.#busy = true;
    try {
      const preview = await this.#data.look(this.#file, this.choices);
      if (asked !== this.#asked) return;
      this.#preview = preview;
      this.#error = null;
    } catch (error) {
      if (asked === this.#asked) this.#error = detailOf(error);
    } finally {
      if (asked === this.#asked) this.#busy = false;
    }
  }
}
