import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type * as ComlinkModule from 'comlink';

/** What the real data worker said to a file: its table, or the error it refused it with. */
export interface Verdict {
  readonly file: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly names?: readonly string[];
  /** The first rows as texts; asked for only where wanted. */
  readonly cells?: readonly (readonly (string | null)[])[];
  readonly code?: string;
  readonly what?: string;
  readonly seconds: number;
  /** Rows answered on a question after the file, by the same worker. */
  readonly alive: boolean;
  readonly polluted: boolean;
}

const comlink = readFileSync(
  createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.min.js'),
  'utf8',
);

/**
 * Opens the build's own data worker in the page and speaks to it as the app does. Files come by an input of the
 * page, as a person's do.
 */
export async function startWorker(page: Page): Promise<void> {
  await page.goto('/');
  const url = await page.evaluate(async () => {
    const list = (await (await fetch('/workers.json')).json()) as string[];
    return list.find((name) => /\/data\.worker-[\w-]+\.js$/.test(name))!;
  });
  await page.evaluate(comlink);
  await page.evaluate((address) => {
    const worker = new Worker(`/${address}`, { type: 'module' });
    const { Comlink } = window as unknown as { Comlink: typeof ComlinkModule };
    const thrown = Comlink.transferHandlers.get('throw')!;
    Object.assign(thrown, {
      deserialize: (wire: { detail?: object; value?: { message?: string } }) => {
        throw Object.assign(new Error(wire.value?.message), { detail: wire.detail });
      },
    });
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'torture';
    document.body.append(input);
    Object.assign(window, { api: Comlink.wrap(worker) });
  }, url);
}

/** Opens each file in turn and asks the worker for rows after it. */
export async function judge(
  page: Page,
  paths: readonly string[],
  { cells = false, root }: { cells?: boolean; root: string },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let start = 0; start < paths.length; start += 100) {
    const group = paths.slice(start, start + 100);
    await page.locator('#torture').setInputFiles(group);
    const part = await page.evaluate(judgeAll, { cells });
    verdicts.push(...part.map((v, k) => ({ ...v, file: relative(root, group[k]!) })));
  }
  return verdicts;
}

/** Runs in the page. */
async function judgeAll({ cells }: { cells: boolean }): Promise<Omit<Verdict, 'file'>[]> {
  const { api, Comlink } = window as unknown as {
    api: Record<string, (...args: unknown[]) => Promise<unknown>>;
    Comlink: typeof ComlinkModule;
  };
  const says = { onBytes: () => undefined, onFirstRows: () => undefined };
  const files = [...document.querySelector<HTMLInputElement>('#torture')!.files!];
  const within = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      new Promise<never>((_, fail) => setTimeout(() => fail(new Error('hangs')), 10_000)),
    ]);
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const found: Omit<Verdict, 'file'>[] = [];
  let shown = false;
  for (const [k, file] of files.entries()) {
    const began = performance.now();
    let answer: Partial<Verdict>;
    try {
      const opened = (await within(api['open']!(`t${k}`, file, {}, Comlink.proxy(says)))) as {
        source: { columns: { name: string }[] };
        rows: number;
      };
      await within(api['show']!(opened.source));
      shown = true;
      const page = (await within(api['rows']!({ offset: 0, limit: cells ? 1000 : 3 }))) as {
        cells: (string | null)[][];
      };
      answer = {
        rows: opened.rows,
        columns: opened.source.columns.length,
        names: opened.source.columns.map((c) => c.name),
        ...(cells && { cells: page.cells }),
      };
    } catch (error) {
      const detail = (error as { detail?: { code: string; what: string } }).detail;
      answer = { code: detail?.code ?? 'crash', what: detail?.what ?? String(error) };
    }
    const seconds = (performance.now() - began) / 1000;
    const alive =
      !shown ||
      (await within(api['rows']!({ offset: 0, limit: 1 })).then(
        () => true,
        () => false,
      ));
    const polluted = Object.getOwnPropertyNames(Object.prototype).length !== before;
    found.push({ ...answer, seconds, alive, polluted });
  }
  return found;
}

export const tortureRoot = resolve('../shared/data/torture');
export const hasTorture = existsSync(tortureRoot);

/** Files under a folder of the torture set, whole paths, in order. */
export function filesUnder(folder: string, wanted: (name: string) => boolean): string[] {
  const root = join(tortureRoot, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted(name))
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}
