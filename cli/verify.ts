import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rawRows } from '#lib/data/rawRows.ts';
import type { Sql } from '#lib/data/sql.ts';
import { heldTo, type Held } from '#lib/engine/heldTo.ts';
import type { Answer, Compared } from '#lib/recipe/compared.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { scoring } from '#lib/workers/scoring.ts';

/** model.mjs among the files of a project, or nothing. */
export const moduleOf = (files: ReadonlyMap<string, string>): string | undefined =>
  [...files].find(([path]) => path.endsWith('/model.mjs'))?.[1];

/**
 * Runs the exported model.mjs on the test rows as they stand in the file, beside the engine's own answers.
 * @param code text of model.mjs
 * @returns nothing where there is no model.mjs, or no test row
 */
export async function compared(
  code: string | undefined,
  sql: Sql,
  held: Omit<Held, 'scoring'>,
): Promise<Compared[]> {
  const { answers, recipe } = held;
  if (code === undefined || answers.rid.length === 0) return [];
  const { predict } = await imported(code);
  const said = (await rawRows(sql, recipe.source, answers.rid)).map((row) =>
    answerOf(predict, row),
  );
  const runtime = `Node ${process.versions.node}`;
  return [heldTo({ ...held, scoring }, said, { target: 'model.mjs', runtime })];
}

type Predict = (row: object) => Answer;

function answerOf(predict: Predict, row: object): Answer {
  try {
    return predict(row);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

async function imported(code: string): Promise<{ readonly predict: Predict }> {
  const dir = await mkdtemp(join(tmpdir(), 'tabwise-verify-'));
  try {
    const path = join(dir, 'model.mjs');
    await writeFile(path, code);
    return (await import(pathToFileURL(path).href)) as { predict: Predict };
  } catch (error) {
    throw new EngineError({
      code: 'not-comparable',
      what: `model.mjs is no module that runs: ${error instanceof Error ? error.message : String(error)}`,
      where: { file: 'model.mjs' },
      remedy: 'Export the project again; the file was cut off or changed.',
    });
  } finally {
    await rm(dir, { recursive: true });
  }
}
