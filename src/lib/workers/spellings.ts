import { clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { spellingGroups } from '#lib/data/spellings.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import type { Spelling, SpellingMethod, Spellings } from '#lib/recipe/spellings.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { session } from './dataSession.ts';
import { runTask } from './tasks.ts';

export interface SpellingsAsk {
  /** With the steps that stand before the one that asks, and no others. */
  readonly recipe: Recipe;
  readonly columns: readonly string[];
  readonly method: SpellingMethod;
}

/** A person cannot review more, and free text is not spelled anew. */
const mostDistinct = 20_000;

/** Texts of the columns that may be spellings of one; stopped by `cancelTask(id)`. @throws EngineError size-limit, cancelled, column-kind */
export async function spellingsOf(
  id: string,
  { recipe, columns, method }: SpellingsAsk,
  onShare: (share: number) => void,
): Promise<Spellings> {
  const { sql } = await session();
  const start = baseRelation(recipe.source);
  const { relation } = await clean(sql, start, activeSteps(recipe), stepComputes);
  const chosen = relation.columns.filter((c) => columns.includes(c.name) && !isNumeric(c.type));
  if (chosen.length === 0)
    throw new EngineError({
      code: 'column-kind',
      what: 'None of the chosen columns holds texts',
      where: { step: 'replaceValues' },
      remedy: 'Choose a column of texts or categories.',
    });
  const texts = chosen.map((c) => `SELECT ${sqlName(c.id)} AS x FROM ${relation.from}`);
  const answer = await sql.query(
    `SELECT x, count(*)::DOUBLE AS n FROM (${texts.join(' UNION ALL ')}) WHERE x IS NOT NULL GROUP BY x ORDER BY n DESC, x LIMIT ${mostDistinct + 1}`,
  );
  const values = Array.from(answer, (row): Spelling => ({
    value: String(row['x']),
    count: Number(row['n']),
  }));
  if (values.length > mostDistinct)
    throw new EngineError({
      code: 'size-limit',
      what: `These columns have more than ${mostDistinct.toLocaleString('en-US')} different texts`,
      where: { column: chosen[0]!.name },
      remedy: 'Choose a column with fewer, or change the case and trim the texts first.',
    });
  const groups = await runTask(id, spellingGroups(values, method), ({ share }) => onShare(share));
  return { distinct: values.length, groups };
}
