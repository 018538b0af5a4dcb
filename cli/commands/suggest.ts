import { modelSpecs } from '#lib/models/specs.ts';
import { parseArgs, required, requiredOption } from '../args.ts';
import type { Command } from '../main.ts';
import { leaksIn, leaksJson, withoutLeaks } from '../guard.ts';
import { loadCleaned, openTable, profileOf } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readingChoices, readingOptions } from '../reading.ts';
import { plan, recipeFor } from '../plan.ts';

export const command: Command = {
  usage: 'suggest FILE --target COLUMN [--json]',
  summary:
    'Suggests steps and models for a target, each with its reason and a dry run on the real columns.',
  options: [
    { name: 'target', value: 'COLUMN', help: 'what to predict' },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const target = requiredOption(parsed, 'target');
    const { sql, opened } = await openTable(
      path,
      toStderr('suggest'),
      readingChoices(parsed, path),
    );
    try {
      const profile = await profileOf(sql, opened.source);
      const { recipe: whole, task } = recipeFor(opened.source, profile, target);
      const leaks = leaksIn(await loadCleaned(sql, whole, () => undefined), whole)!;
      const recipe = withoutLeaks(whole, leaks, []);
      const { suggestions } = await plan(sql, recipe, profile);
      const models = Object.values(modelSpecs)
        .flatMap((spec) => {
          const advice = spec.suggest(profile, task);
          return advice ? [{ model: spec.id, title: spec.title, ...advice }] : [];
        })
        .sort((a, b) => b.confidence - a.confidence);
      printJson({
        target,
        task,
        leakage: leaksJson(recipe, leaks),
        steps: suggestions.map((s) => s.suggestion),
        models,
      });
    } finally {
      await sql.close();
    }
  },
};
