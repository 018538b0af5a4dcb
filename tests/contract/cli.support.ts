import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import { main } from '../../cli/main.ts';
import type { Sql } from '#lib/data/sql.ts';

/** One engine for all commands of a test file, as each takes half a second to start; a close empties it. */
const engine = vi.hoisted(() => ({ open: 0, real: null as Sql | null }));
vi.mock('#lib/data/duckdbNode.ts', async (original) => {
  const { openDuckDbNode } = await original<{ openDuckDbNode: () => Promise<Sql> }>();
  return {
    openDuckDbNode: async (): Promise<Sql> => {
      const real = (engine.real ??= await openDuckDbNode());
      engine.open += 1;
      const close = async (): Promise<void> => {
        engine.open -= 1;
        const tables = await real.query('SELECT table_name AS name FROM duckdb_tables()');
        for (const { name } of tables) await real.query(`DROP TABLE ${String(name)}`);
      };
      return { ...real, close };
    },
  };
});
afterAll(() => engine.real?.close());

const folder = mkdtempSync(join(tmpdir(), 'tabwise-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const at = (name: string): string => join(folder, name);
export const read = (name: string): string => readFileSync(at(name), 'utf8');

/** Writes a file into the test's folder. @returns its path */
export function file(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Scores = Record<'train' | 'validation' | 'test', Record<string, number | null>>;
/** What `train` prints, in so far as the tests read it. */
export interface Trained {
  readonly task: string;
  readonly model: string;
  readonly params: Record<string, unknown>;
  readonly rows: number;
  readonly features: string[];
  readonly split: Record<'train' | 'validation' | 'test', number>;
  readonly metrics: Scores;
  readonly baseline: Scores;
  readonly fitted: { coefficients: Record<string, number>; intercept: number };
  readonly seconds: number;
  readonly steps: { step: string; columns: string[] }[];
}

/** With --folds, --calibrate and --learning-curve. */
export interface Studied extends Trained {
  readonly folds: {
    readonly metric: string;
    readonly values: readonly number[];
    readonly mean: number;
    readonly interval: { readonly low: number; readonly high: number };
  };
  readonly calibration: readonly { readonly brier: number }[];
  readonly segments: { readonly rows: number };
  readonly conformal: { readonly levels: readonly { readonly level: number }[] };
  readonly learning_curve: { readonly points: readonly unknown[] };
  readonly out_of_fold: {
    readonly rows: number;
    readonly threshold: { best: number; cost: number; cost_at_half: number };
    readonly recalibration: { parts: { test: Record<string, unknown> } };
  };
}

/** Runs a command in this process, with what it writes caught. */
export async function tabwise(...args: string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const to = (list: string[]) => (text: unknown) => {
    list.push(String(text));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(to(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(to(err)),
  ];
  try {
    return { code: await main(args), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
    expect(engine.open, 'the engine is closed, also after an error').toBe(0);
  }
}

/** Runs a command that must succeed: JSON on standard output, log lines on standard error. */
export async function json<T = Record<string, unknown>>(
  ...args: string[]
): Promise<T & { err: string }> {
  const { code, out, err } = await tabwise(...args);
  expect(code, err).toBe(0);
  for (const line of err.trimEnd().split('\n').filter(Boolean))
    expect(line).toMatch(
      /^(DEBUG|INFO|SUCCESS|WARNING|ERROR) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \| \S+ \| .+$/,
    );
  return { ...(JSON.parse(out) as T), err };
}

/** Runs a command that must fail: nothing on standard output, and the last line says what and a remedy. */
export async function refused(...args: string[]): Promise<{ code: number; error: string }> {
  const { code, out, err } = await tabwise(...args);
  expect(out).toBe('');
  const error = err.trimEnd().split('\n').at(-1)!;
  expect(error).toMatch(/^ERROR [a-z-]+: .+\. [A-Z].*\.$/);
  expect(err).not.toContain('    at ');
  return { code, error };
}

/** People of a ship that never was: gaps, a category, an outcome, and a split made elsewhere. */
export function peopleCsv(rows = 120): string {
  const lines = ['id,age,fare,sex,port,part,survived'];
  for (let i = 0; i < rows; i += 1) {
    const wave = Math.sin(12.9898 * (i + 1)) * 0.5 + 0.5;
    const sex = (i * 7) % 3 ? 'male' : 'female';
    const age = i % 6 === 1 ? '' : Math.round(70 * wave);
    const port = i % 11 === 2 ? '' : ['S', 'C', 'Q'][(i * 5) % 3]!;
    const part = i % 5 === 3 ? 'validation' : i % 5 === 4 ? 'test' : 'train';
    const survived = (sex === 'female' ? 0.7 : 0.25) > ((i * 37) % 100) / 100 ? 1 : 0;
    lines.push([5000 + i, age, (wave * 80).toFixed(2), sex, port, part, survived].join(','));
  }
  return lines.join('\n');
}

/** Cells of a simple CSV by column. */
export function columnsOf(csv: string): Map<string, string[]> {
  const [header, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((l) => l.split(','));
  return new Map(header!.map((name, j) => [name, rows.map((r) => r[j]!)]));
}
