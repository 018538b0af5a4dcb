import type { Data, OpenChoices, Preview } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical } from '#lib/recipe/hash.ts';
import type { Guess } from '#lib/recipe/reading.ts';
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
  readonly #begun: Said;
  readonly #evidence: ReadonlyMap<string, string>;
  #kind: Format['kind'] | null = $state(null);
  #said = $state.raw<Said>({});
  #packing = $state.raw<Packing | null | undefined>(undefined);
  #sample = $state.raw<Source['sample']>(null);
  #preview = $state.raw<Preview | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #busy = $state(false);
  #asked = 0;

  /** @param from begin with these decisions, all of them as if said; @param evidence why they were made */
  constructor(data: Data, file: File, from: Source | null, evidence: readonly Guess[] = []) {
    this.#data = data;
    this.#file = file;
    this.#begun = from?.format ?? {};
    this.#evidence = new Map(evidence.map((g) => [g.what, g.evidence]));
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
  /** The field was said here, and otherwise than the file was read before. */
  isChanged(field: string): boolean {
    const begun = new Map(Object.entries(this.#begun)).get(field);
    return Object.hasOwn(this.#said, field) && canonical(this.#said[field]) !== canonical(begun);
  }
  /** Anything is fixed, by a person or by how the file was read before. */
  get isFixed(): boolean {
    return this.#kind !== null || Object.keys(this.#said).length > 0;
  }
  /** Why the field is what it is. */
  reason(field: string): string | undefined {
    if (this.isChanged(field)) return 'As you said';
    if (Object.hasOwn(this.#said, field)) return this.#evidence.get(field);
    return this.#preview?.guesses.find((g) => g.what === field)?.evidence;
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
