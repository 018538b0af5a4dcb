import { script } from '#lib/codegen/targets/script.ts';
import { openFile, type OpenChoices } from '#lib/data/formats/open.ts';
import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Column } from '#lib/engine/table.ts';
import { newRecipe } from '#lib/recipe/newRecipe.ts';
import type { Source } from '#lib/recipe/source.ts';
import { registry } from '#lib/workers/registry.ts';
import { askPython } from '../golden/python.ts';

/** The cells of a file column by column: in the app, and in the frame of the code that it exports. */
export type Cells = readonly (string | number | null)[];

const cellsOf = (c: Column): Cells =>
  c.kind === 'number'
    ? Array.from(c.values, (x) => (Number.isNaN(x) ? null : x))
    : Array.from(c.codes, (k) => (k < 0 ? null : c.levels[k]!));

/** A file as the app reads it, and what is to be run on it. */
export interface Asked {
  readonly path: string;
  readonly source: Source;
  /** Exported without a profile, and with one. */
  readonly codes: readonly [plain: string, profiled: string];
  readonly cells: readonly Cells[];
}

export async function readHere(
  sql: Sql,
  path: string,
  choices: OpenChoices = {},
  said: (source: Source) => Source = (source) => source,
): Promise<Asked> {
  const opened = await openFile(sql, await nodeFile(path), choices, { hasher: nodeHasher });
  const source = said(opened.source);
  const profile = await profileTable(sql, baseRelation(source), source);
  const recipe = newRecipe('x', source, undefined);
  const { table } = await loadTable(sql, baseRelation(source));
  return {
    path,
    source,
    codes: [script(recipe, registry).code, script(recipe, registry, { profile }).code],
    cells: [...table.columns.values()].map(cellsOf),
  };
}

const load = `import json, sys
answers = []
for codes, path in json.load(sys.stdin):
    answer = []
    for code in codes:
        scope = {"__name__": "train"}
        try:
            exec(code, scope)
            df = scope["load"](path)
            answer.append([[None if c != c else c for c in df[n].tolist()] for n in df.columns])
        except Exception:
            import traceback
            answer.append(traceback.format_exc())
    answers.append(answer)
print(json.dumps(answers))`;

/** For each of them what its codes have read, column by column, or what Python said in place of it. */
export const readThere = (asked: readonly Asked[]): Promise<unknown[][]> =>
  askPython(
    load,
    asked.map(({ codes, path }) => [codes, path]),
  ) as Promise<unknown[][]>;
