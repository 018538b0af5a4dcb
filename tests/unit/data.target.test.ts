import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { nodeFile } from '#lib/data/nodeFile.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { proposeTargets } from '#lib/recipe/target.ts';

const tables = fileURLToPath(new URL('../../../shared/data/tables/', import.meta.url));

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

describe('the proposed target', () => {
  const wanted = [
    ['titanic_train', 'Survived', 'binary'],
    ['california_housing', 'median_house_value', 'regression'],
    ['penguins', 'species', 'multiclass'],
    ['telco_churn', 'Churn', 'binary'],
  ] as const;
  for (const [name, column, task] of wanted) {
    const path = `${tables}${name}.csv`;
    it.runIf(existsSync(path))(`is ${column} for ${name}`, async () => {
      const { source } = await openFile(sql, await nodeFile(path));
      const [best] = proposeTargets(await profileTable(sql, baseRelation(source), source));
      expect([best!.column, best!.task]).toEqual([column, task]);
    });
  }
});
