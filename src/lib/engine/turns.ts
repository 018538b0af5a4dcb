/** Work whose shares are a part of a larger whole: from `from`, over `over` of it. */
export function* part<T>(
  work: Generator<number, T>,
  from: number,
  over: number,
): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield from + over * turn.value;
  }
}
