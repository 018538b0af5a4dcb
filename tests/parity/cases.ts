import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '#lib/data/sql.ts';
import type { Experiment, Target } from './experiments.ts';
import type { Made } from './made.ts';
import { madeFiles } from './made.files.ts';
import { madeSteps } from './made.steps.ts';
import { madeTargets } from './made.targets.ts';
import { byHand, suggested } from './prepare.ts';
import { haveShared, onDisk, realTables, type RealTable } from './tables.ts';

/** A recipe on a file, and the kinds of exported code that train from it. */
export interface Case {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly open: (sql: Sql, dir: string) => Promise<Experiment>;
}

const realCase = (table: RealTable): Case => ({
  name: `${table.file}, ${table.target}${table.unscaled ? ', unscaled' : ''}`,
  targets: ['script'],
  open: async (sql, dir) => suggested(sql, table, await onDisk(table, dir)),
});

export const madeCase =
  (targets: (index: number, made: Made) => readonly Target[]) =>
  (made: Made, index: number): Case => ({
    name: made.name,
    targets: targets(index, made),
    async open(sql, dir) {
      const path = join(dir, `${made.name.replace(/\W+/g, '-').slice(0, 60)}-${index}.csv`);
      await writeFile(path, made.csv);
      return byHand(sql, made, path);
    },
  });

/** All kinds of export where reading differs; elsewhere the script, and in turn another kind. */
const inTurn = madeCase((index) => {
  const others: readonly Target[][] = [['project'], ['script without profile'], []];
  return ['script', ...others[index % 3]!];
});
const every = madeCase((_, made) =>
  made.needsProfile ? ['script', 'project'] : ['script', 'script without profile', 'project'],
);

/** Tables that nobody made for this, with the steps that are suggested. */
export const realCases: readonly Case[] = haveShared ? realTables.map(realCase) : [];

export const groups: readonly (readonly [string, readonly Case[]])[] = [
  ['tables that nobody made for this, steps as suggested', realCases],
  ['steps by hand', madeSteps.map(inTurn)],
  ['targets, casts and splits by hand', madeTargets.map(inTurn)],
  ['files by hand', madeFiles.map(every)],
];
