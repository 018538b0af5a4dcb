/** A line of two texts laid beside each other. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Number of the line in each text, from 1; null where it is not in it. */
  readonly before: number | null;
  readonly after: number | null;
}

/**
 * The shortest list of lines to remove and add that makes `after` of `before` (Myers, "An O(ND) difference algorithm and
 * its variations", 1986); removed lines stand before added ones.
 */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  const shorter = Math.min(a.length, b.length) - head;
  while (tail < shorter && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = ordered(
    shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map(
      ([kind, i, j]): DiffLine => ({
        kind,
        text: kind === 'added' ? b[head + j]! : a[head + i]!,
        before: kind === 'added' ? null : head + i + 1,
        after: kind === 'removed' ? null : head + j + 1,
      }),
    ),
  );
  const same = (i: number, j: number): DiffLine => ({
    kind: 'same',
    text: a[i]!,
    before: i + 1,
    after: j + 1,
  });
  return [
    ...Array.from({ length: head }, (_, i) => same(i, i)),
    ...middle,
    ...Array.from({ length: tail }, (_, k) => same(a.length - tail + k, b.length - tail + k)),
  ];
}

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

type Step = readonly [kind: DiffLine['kind'], i: number, j: number];

/** Walks the furthest paths of 0, 1, 2, … changes until one reaches the end of both, then back along it. */
function shortest(a: readonly string[], b: readonly string[]): readonly Step[] {
  const most = a.length + b.length;
  /** By diagonal k = i − j, shifted by `most`: how far down `a` the path has come. */
  const reach = new Int32Array(2 * most + 2);
  const past: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    past.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      let i = isAdded(reach, most, k, d) ? reach[most + k + 1]! : reach[most + k - 1]! + 1;
      while (i < a.length && i - k < b.length && a[i] === b[i - k]) i += 1;
      reach[most + k] = i;
      if (i >= a.length && i - k >= b.length) return backwards(past, a.length, b.length);
    }
  }
  return [];
}

/** On diagonal `k` the furthest path comes from the one above, by an added line, or from the one below, by a removed one. */
const isAdded = (reach: Int32Array, most: number, k: number, d: number): boolean =>
  k === -d || (k !== d && reach[most + k - 1]! < reach[most + k + 1]!);

function backwards(past: readonly Int32Array[], n: number, m: number): readonly Step[] {
  const most = n + m;
  const steps: Step[] = [];
  let [i, j] = [n, m];
  const alike = (toI: number, toJ: number): void => {
    while (i > toI && j > toJ) steps.push(['same', (i -= 1), (j -= 1)]);
  };
  for (let d = past.length - 1; d > 0; d -= 1) {
    const k = i - j;
    const added = isAdded(past[d]!, most, k, d);
    const fromK = added ? k + 1 : k - 1;
    const fromI = past[d]![most + fromK]!;
    const fromJ = fromI - fromK;
    alike(added ? fromI : fromI + 1, added ? fromJ + 1 : fromJ);
    steps.push([added ? 'added' : 'removed', fromI, fromJ]);
    [i, j] = [fromI, fromJ];
  }
  alike(0, 0);
  return steps.reverse();
}

/** In a stretch of changes, what is removed goes first. */
function ordered(lines: readonly DiffLine[]): readonly DiffLine[] {
  const sorted: DiffLine[] = [];
  let added: DiffLine[] = [];
  for (const line of lines) {
    if (line.kind === 'added') {
      added.push(line);
      continue;
    }
    if (line.kind === 'same') {
      sorted.push(...added);
      added = [];
    }
    sorted.push(line);
  }
  return [...sorted, ...added];
}

/** A stretch of lines to show, or how many alike are left out between two. */
export type DiffBlock = readonly DiffLine[] | number;

/** The changed lines with `around` lines about them; stretches that are the same in both are a number. */
export function diffBlocks(lines: readonly DiffLine[], around = 3): readonly DiffBlock[] {
  const near = new Uint8Array(lines.length);
  for (const [i, { kind }] of lines.entries())
    if (kind !== 'same') near.fill(1, Math.max(0, i - around), i + around + 1);
  const blocks: (DiffLine[] | number)[] = [];
  for (const [i, line] of lines.entries()) {
    const last = blocks.at(-1);
    if (near[i]) {
      if (Array.isArray(last)) last.push(line);
      else blocks.push([line]);
    } else if (typeof last === 'number') blocks[blocks.length - 1] = last + 1;
    else blocks.push(1);
  }
  return blocks;
}
