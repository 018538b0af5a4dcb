import type { FitInput, Hands, Progress } from './model.ts';

/** Makes part `index` of a fit, from the input and the index alone; yields the share done of it. */
export type PartMaker<Part> = (index: number) => Generator<number, Part>;

/** Share of a fit that preparing takes. */
const preparing = 0.05;
/** Parts that one other thread is asked for at once. */
const mostAtOnce = 16;
/** Rows × columns × parts from which another thread is worth its start, and bytes of rows that it may be sent. */
const leastWork = 3e7;
const mostBytes = 2e8;

interface Wanted<Part> {
  /** How many parts there are, and the first of them, which are there already. */
  readonly count: number;
  readonly before: readonly Part[];
  readonly maker: () => Generator<number, PartMaker<Part>>;
  readonly state: (parts: readonly Part[]) => unknown;
}

/**
 * A fit that is a list of trees, each made from the input and its place in the list alone: so other threads may make
 * some of them, in any order, and the list is the same. Nothing waits for them: what is not there when all is given out
 * is made here too, and who comes first counts.
 */
export function* inParts<Part>(
  input: FitInput<unknown>,
  wanted: Wanted<Part>,
): Generator<Progress, Part[]> {
  const list = new PartList(wanted);
  const hands = worthIt(input, wanted.count) ? input.crew!.start(input, list.taken) : null;
  try {
    hands?.offer(list.share);
    const make = yield* prepared(wanted.maker());
    for (let index = list.next(); index >= 0; index = list.next()) {
      yield* grow(list, make(index), index, hands);
      const { done, count } = list;
      const first = list.first();
      const checkpoint = (): unknown => wanted.state(first);
      yield { share: list.shareAt(0), note: `tree ${done} of ${count}`, checkpoint };
      hands?.offer(list.share);
    }
    return list.first() as Part[];
  } finally {
    hands?.close();
  }
}

const worthIt = ({ crew, X }: FitInput<unknown>, count: number): boolean =>
  crew !== undefined &&
  X.rows * X.columns.length * count >= leastWork &&
  8 * X.rows * X.columns.length <= mostBytes;

function* prepared<Part>(
  work: Generator<number, PartMaker<Part>>,
): Generator<Progress, PartMaker<Part>> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: preparing * turn.value };
  return turn.value;
}

function* grow<Part>(
  list: PartList<Part>,
  work: Generator<number, Part>,
  index: number,
  hands: Hands | null,
): Generator<Progress, void> {
  try {
    for (let turn = work.next(); ; turn = work.next()) {
      if (turn.done) return list.taken(index, turn.value);
      yield { share: list.shareAt(turn.value) };
      hands?.offer(list.share);
      // Another thread was faster.
      if (list.has(index)) return;
    }
  } finally {
    work.return(undefined as never);
  }
}

class PartList<Part> {
  readonly count: number;
  readonly #parts: (Part | undefined)[];
  #given: number;
  #most = 0;
  done: number;

  constructor({ count, before }: Wanted<Part>) {
    this.count = count;
    this.#parts = Array.from({ length: count }, (_, i) => before[i]);
    this.#given = this.done = Math.min(count, before.length);
  }

  has = (index: number): boolean => this.#parts[index] !== undefined;

  /** The same part may come twice: both are the same. */
  taken = (index: number, part: unknown): void => {
    if (this.has(index)) return;
    this.#parts[index] = part as Part;
    this.done += 1;
  };

  /** What one of so many others may make: much at first, single parts towards the end. */
  share = (hands: number): readonly number[] => {
    const left = this.count - this.#given;
    const many = Math.min(mostAtOnce, Math.ceil(left / (2 * (hands + 1))));
    const from = this.#given;
    this.#given += many;
    return Array.from({ length: many }, (_, i) => from + i);
  };

  /** The next that nobody makes, or else the last that somebody still makes; −1 where all are there. */
  next(): number {
    if (this.#given < this.count) return this.#given++;
    for (let at = this.count - 1; at >= 0; at -= 1) if (!this.has(at)) return at;
    return -1;
  }

  /** Those before the first that is not there. */
  first(): readonly Part[] {
    const gap = this.#parts.findIndex((part) => part === undefined);
    return (gap < 0 ? this.#parts : this.#parts.slice(0, gap)) as Part[];
  }

  /** Never falls, also where a part that was begun here came from elsewhere. */
  shareAt(begun: number): number {
    const at = Math.min(1, (this.done + begun) / this.count);
    return (this.#most = Math.max(this.#most, preparing + (1 - preparing) * at));
  }
}
