import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bin = resolve(import.meta.dirname, '../../.venv/bin');

/** The Python that has the pinned requirements: env PYTHON, or the repository's .venv; null where there is none. */
export const python: string | null =
  process.env['PYTHON'] ?? (existsSync(join(bin, 'python')) ? join(bin, 'python') : null);

/** A tool of the .venv (black, ruff, mypy), or null. */
export const tool = (name: string): string | null =>
  existsSync(join(bin, name)) ? join(bin, name) : null;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; never throws for an exit code. */
export async function ran(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): Promise<Ran> {
  const child = run(program, [...args], {
    cwd: options.cwd,
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  // A program that ends without reading is no fault of the one who asks.
  child.child.stdin?.on('error', () => undefined);
  child.child.stdin?.end(options.input ?? '');
  try {
    return { code: 0, ...(await child) };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return {
      code: failed.code ?? 1,
      stdout: failed.stdout ?? '',
      stderr: failed.stderr ?? String(error),
    };
  }
}

export interface ScriptRun {
  /** The last printed line as JSON. */
  readonly result: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Writes `csvText` to data.csv and `files` beside it, runs `python train.py data.csv …args` in `dir`, and parses
 * the last printed line. Throws with what Python said on standard error when the script fails.
 */
export async function runScript(
  dir: string,
  csvText: string | Uint8Array,
  files: ReadonlyMap<string, string>,
  args: readonly string[] = [],
): Promise<ScriptRun> {
  await writeFiles(dir, files);
  await writeFile(join(dir, 'data.csv'), csvText);
  const { code, stdout, stderr } = await ran(python!, ['train.py', 'data.csv', ...args], {
    cwd: dir,
  });
  if (code !== 0) throw new Error(`train.py ended with ${code}:\n${stderr}`);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return { result: JSON.parse(last), stdout, stderr };
}

export async function writeFiles(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/** Runs Python code that reads JSON from standard input and prints JSON. */
export async function askPython(code: string, input: unknown): Promise<unknown> {
  const {
    code: exit,
    stdout,
    stderr,
  } = await ran(python!, ['-c', code], { input: JSON.stringify(input) });
  if (exit !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
