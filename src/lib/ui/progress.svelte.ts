/**
 * Time since a job began, in steps of the three thresholds: a bar from 300 ms, a number from 1 s,
 * the time left from 5 s. Before that nothing is drawn, though its place is kept.
 */
export class Patience {
  stage = $state<0 | 1 | 2 | 3>(0);

  /** Starts to wait; call the result to stop. */
  start(at: 0 | 1 | 2 | 3 = 0): () => void {
    this.stage = at;
    const timers = ([300, 1000, 5000] as const).map((ms, i) =>
      setTimeout(() => {
        this.stage = Math.max(this.stage, i + 1) as 1 | 2 | 3;
      }, ms),
    );
    return () => timers.forEach(clearTimeout);
  }
}
