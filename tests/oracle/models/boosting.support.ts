import { readFileSync } from 'node:fs';
import type { Task } from '#lib/recipe/profile.ts';

/** tests/oracle/boosting/answers.json, made by generate.py beside it. */
interface Answers {
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly task: Task;
        readonly X: readonly (readonly (number | null)[])[];
        readonly y: readonly number[];
        readonly fresh: readonly (readonly (number | null)[])[];
        readonly freshY: readonly number[];
      }
    >
  >;
  readonly cases: readonly {
    readonly params: Readonly<Record<string, unknown>>;
    readonly table: string;
    readonly sklearn: {
      readonly class: string;
      readonly params: Readonly<Record<string, unknown>>;
    };
    readonly answers: readonly (number | readonly number[])[];
    readonly nodes: number;
    readonly iterations: number;
    /** scikit-learn's answers depend on the order of columns: splits are equally good there. */
    readonly tied: boolean;
  }[];
  /** Other trees. */
  readonly trees: readonly {
    readonly model: 'adaBoost' | 'decisionTree';
    readonly table: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly answers: readonly (number | readonly number[])[];
    readonly tied: boolean;
  }[];
  /** On rows 0, 5, 10 … of public tables, learnt from the others: the mean over a few seeds. */
  readonly scores: readonly {
    readonly set: string;
    readonly model: 'histGradientBoosting' | 'randomForest' | 'extraTrees';
    readonly classes: boolean;
    readonly score: number;
    readonly nodes: number;
  }[];
}

const path = new URL('../boosting/answers.json', import.meta.url);
export const answers = JSON.parse(readFileSync(path, 'utf8')) as Answers;

/** JSON has no NaN: a gap is null there. */
export const nanOf = (x: readonly (number | null)[]): number[] => x.map((value) => value ?? NaN);
