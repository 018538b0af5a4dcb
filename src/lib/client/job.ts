/** A long act: its answer, and the way to stop it. */
export interface Job<T> {
  readonly id: string;
  readonly promise: Promise<T>;
  /** The promise then rejects with 'cancelled', and the state is as before it started. */
  cancel(): void;
}

/** A long act that can stand still, keeping what it holds; to pause does nothing before it has begun. */
export interface RestingJob<T> extends Job<T> {
  pause(): void;
  resume(): void;
}

/** A fresh id such as task-4f9a21c07b3e. */
export const freshId = (prefix: string): string =>
  `${prefix}-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;
