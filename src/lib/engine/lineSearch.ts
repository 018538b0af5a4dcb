/** A place on the line: how far, how high, how steep. */
export interface Trial {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

interface Bracket {
  /** The lowest place so far, and the other end. */
  readonly best: Trial;
  readonly other: Trial;
  readonly closed: boolean;
}

const lower = 1e-3;
const flat = 0.9;
/** A bracket this narrow, as a share of its far end, is not searched further. */
const narrow = 0.1;

/** Between which places the next one lies, and how wide the bracket was before. */
interface Frame {
  readonly least: number;
  readonly farthest: number;
  readonly width: number;
  readonly before: number;
}

/**
 * The line search of Moré & Thuente (1994) as L-BFGS-B has it (MINPACK-2's dcsrch and dcstep), so that descents take
 * scipy's steps: ends where the value has fallen by 1e-3 of what the first slope promises and the slope is below 0.9 of
 * it, or at the farthest place.
 * @param look the line at t @returns the place where it ended; its value may be above the start's where nothing is lower
 */
export function* searchLine<Step>(
  look: (t: number) => Generator<Step, Trial>,
  start: Trial,
  { first, most }: { readonly first: number; readonly most: number },
): Generator<Step, Trial> {
  const promise = lower * start.slope;
  let bracket: Bracket = { best: start, other: start, closed: false };
  let frame: Frame = { least: 0, farthest: 5 * first, width: most, before: 2 * most };
  let early = true;
  let now = yield* look(first);
  for (let turn = 0; turn < 20; turn += 1) {
    const fallen = now.value <= start.value + now.t * promise;
    early &&= !fallen || now.slope < 0;
    const steep = now.t === most && now.slope <= promise;
    if (fallen && (steep || Math.abs(now.slope) <= -flat * start.slope)) return now;
    if (isNarrow(bracket, frame, now.t)) return now;
    const lifted = early && isBetween(now, bracket.best, fallen);
    let t = 0;
    [bracket, t] = stepped(bracket, now, { ...frame, tilt: lifted ? promise : 0 });
    [frame, t] = framed(bracket, frame, t);
    t = Math.min(most, Math.max(0, t));
    now = yield* look(isNarrow(bracket, frame, t) ? bracket.best.t : t);
  }
  return now;
}

/** Lower than the best, and not low enough. */
const isBetween = (now: Trial, best: Trial, fallen: boolean): boolean =>
  now.value <= best.value && !fallen;

/** Whether nothing is left to search in a bracket, at t or at all. */
const isNarrow = ({ closed }: Bracket, { least, farthest }: Frame, t: number): boolean =>
  closed && (t <= least || t >= farthest || farthest - least <= narrow * farthest);

/** The next frame; the middle of a bracket that has not become narrow enough. */
function framed({ best, other, closed }: Bracket, { width, before }: Frame, t: number) {
  if (!closed) {
    const step = t - best.t;
    return [{ least: t + 1.1 * step, farthest: t + 4 * step, width, before }, t] as const;
  }
  const gap = Math.abs(other.t - best.t);
  const next = {
    least: Math.min(best.t, other.t),
    farthest: Math.max(best.t, other.t),
    width: gap,
    before: width,
  };
  return [next, gap >= 0.66 * before ? best.t + 0.5 * (other.t - best.t) : t] as const;
}

interface Range {
  readonly least: number;
  readonly farthest: number;
  /** Taken from every slope: while nothing has fallen enough, a tilted line is searched. */
  readonly tilt: number;
}

/** The next bracket and the next place to look at. */
function stepped(bracket: Bracket, now: Trial, range: Range): readonly [Bracket, number] {
  const tilted = (p: Trial): Trial => ({
    t: p.t,
    value: p.value - p.t * range.tilt,
    slope: p.slope - range.tilt,
  });
  const [x, y, p] = [tilted(bracket.best), tilted(bracket.other), tilted(now)];
  const turned = p.slope * Math.sign(x.slope) < 0;
  if (!Number.isFinite(p.value)) {
    // Not in MINPACK: where nothing can be computed, half the way back.
    return [
      { best: bracket.best, other: { ...now, value: Infinity }, closed: true },
      (x.t + p.t) / 2,
    ];
  }
  if (p.value > x.value) return [{ best: bracket.best, other: now, closed: true }, higher(x, p)];
  if (turned) return [{ best: now, other: bracket.best, closed: true }, past(x, p)];
  const next = { ...bracket, best: now };
  if (Math.abs(p.slope) < Math.abs(x.slope))
    return [next, flatter(x, y, p, { ...range, closed: bracket.closed })];
  if (!bracket.closed) return [next, p.t > x.t ? range.farthest : range.least];
  return [next, cubic(p, y, false)];
}

/** From `a` the minimum of the cubic through both. */
function cubic(a: Trial, b: Trial, kept: boolean): number {
  const theta = (3 * (a.value - b.value)) / (b.t - a.t) + a.slope + b.slope;
  const size = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const under = (theta / size) ** 2 - (a.slope / size) * (b.slope / size);
  const gamma = size * Math.sqrt(Math.max(0, under)) * (b.t < a.t ? -1 : 1);
  const share = (gamma - a.slope + theta) / (gamma - a.slope + gamma + b.slope);
  return kept && (share >= 0 || gamma === 0) ? NaN : a.t + share * (b.t - a.t);
}

/** From the second slope: where the line through both slopes is 0. */
const secant = (x: Trial, p: Trial): number => p.t + (p.slope / (p.slope - x.slope)) * (x.t - p.t);

/** The place is higher than the best: the minimum lies between. */
function higher(x: Trial, p: Trial): number {
  const c = cubic(x, p, false);
  const q = x.t + (x.slope / ((x.value - p.value) / (p.t - x.t) + x.slope) / 2) * (p.t - x.t);
  return Math.abs(c - x.t) < Math.abs(q - x.t) ? c : c + (q - c) / 2;
}

/** Lower, and the slope has turned: the minimum lies between. */
function past(x: Trial, p: Trial): number {
  const c = cubic(p, x, false);
  const q = secant(x, p);
  return Math.abs(c - p.t) > Math.abs(q - p.t) ? c : q;
}

/** Lower, on the same side, and less steep: the cubic may have no minimum ahead. */
function flatter(
  x: Trial,
  y: Trial,
  p: Trial,
  { least, farthest, closed }: Range & { readonly closed: boolean },
): number {
  const ahead = cubic(p, x, true);
  const c = Number.isNaN(ahead) ? (p.t > x.t ? farthest : least) : ahead;
  const q = secant(x, p);
  const near = Math.abs(c - p.t) < Math.abs(q - p.t);
  if (!closed) return Math.max(least, Math.min(farthest, near ? q : c));
  const t = near ? c : q;
  const edge = p.t + 0.66 * (y.t - p.t);
  return p.t > x.t ? Math.min(edge, t) : Math.max(edge, t);
}
