import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Job {
  readonly id: string;
  /** Where the script runs and writes. */
  readonly dir: string;
  readonly data: string;
  /** Whether there is a test part to predict. */
  readonly predicts: boolean;
  /** Whether inference.py stands beside train.py and is to predict the same file. */
  readonly infers: boolean;
}

/** What an exported script said. */
export interface Theirs {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Part → index of each of its rows in the file, in order. */
  readonly rows: Readonly<Record<string, readonly number[]>>;
  /** Test rows: row, y_true, prediction, and a probability for each class. */
  readonly predictions: readonly (readonly string[])[];
  /** The same rows as inference.py predicts them: prediction, and a probability for each class. */
  readonly inferred?: readonly (readonly string[])[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}

export type Runner = Lines<Job, Theirs>;

/** A Python process that answers one line with one line. */
export interface Lines<J, A> {
  /** How many were asked for. */
  jobs(): number;
  run(job: J): Promise<A>;
  close(): void;
}

/** One Python process for all scripts; jobs are answered in the order they come. */
export const startRunner = (python: string): Runner => startLines(python, 'run.py');

/** The same for another file beside this one. */
export function startLines<J extends { readonly id: string }, A extends object>(
  python: string,
  file: string,
): Lines<J, A> {
  const child = spawn(python, ['-X', 'utf8', join(import.meta.dirname, file)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<string, PromiseWithResolvers<A>>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as (A | { readonly error: string }) & { readonly id: string };
    const job = waiting.get(answer.id)!;
    waiting.delete(answer.id);
    if ('error' in answer) job.reject(new Error(answer.error));
    else job.resolve(answer);
  });
  child.on('close', (code) => {
    for (const job of waiting.values()) job.reject(new Error(`Python ended with ${code}`));
  });
  let jobs = 0;
  return {
    jobs: () => jobs,
    run(job) {
      jobs += 1;
      const answer = Promise.withResolvers<A>();
      answer.promise.catch(() => undefined);
      waiting.set(job.id, answer);
      child.stdin.write(`${JSON.stringify(job)}\n`);
      return answer.promise;
    },
    close: () => void child.stdin.end(),
  };
}
