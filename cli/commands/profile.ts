import { associationsOf } from '#lib/data/profile/associations.ts';
import { keysOf } from '#lib/data/profile/keys.ts';
import { missingnessOf } from '#lib/data/profile/missingness.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { catalogue } from '#lib/recipe/findings/catalogue.ts';
import { findings, qualityScore } from '#lib/recipe/findings.ts';
import { proposeTargets, taskOf } from '#lib/recipe/target.ts';
import { parseArgs, required } from '../args.ts';
import type { Command } from '../main.ts';
import { openTable, profileOf } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readingChoices, readingOptions } from '../reading.ts';

export const command: Command = {
  usage: 'profile FILE [--target COLUMN] [--json]',
  summary: 'Describes each column, finds what is wrong with the table and proposes a target.',
  options: [
    { name: 'target', value: 'COLUMN', help: 'judge the findings for this target' },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const log = toStderr('profile');
    const { sql, opened } = await openTable(path, log, readingChoices(parsed, path));
    try {
      const profile = await profileOf(sql, opened.source);
      const targets = proposeTargets(profile);
      const target = parsed.options.get('target') ?? targets[0]?.column ?? null;
      const column = profile.columns.find((c) => c.name === target);
      const task = column ? (taskOf(column)?.task ?? null) : null;
      const { table } = await loadTable(sql, baseRelation(opened.source));
      const associations = driveSync(
        associationsOf(table, { target, task, columns: profile.columns }),
      );
      const missingness = driveSync(missingnessOf(table, { target, task }));
      const found = findings(profile, target, task, { associations, missingness });
      printJson({
        file: opened.source.file,
        format: opened.source.format,
        packing: opened.source.packing,
        missing_markers: opened.source.missing,
        rows: profile.rows,
        duplicate_rows: profile.duplicateRows,
        duplicate_rows_but_ids: profile.duplicateRowsButIds,
        twins: profile.twins,
        columns: profile.columns,
        quality: qualityScore(found),
        findings: found,
        associations,
        missingness,
        keys: driveSync(keysOf(table, profile.columns)),
        rules: catalogue.map(({ id, title, threshold, most }) => ({ id, title, threshold, most })),
        targets,
        repairs: opened.repairs,
        rejects: opened.rejects,
        guesses: opened.guesses,
      });
    } finally {
      await sql.close();
    }
  },
};
