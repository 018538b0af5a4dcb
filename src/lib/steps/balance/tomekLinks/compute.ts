import { defineBalancing } from '#lib/engine/step.ts';
import { finiteNumbers } from '../../finite.ts';
import { nearestRows } from '../near.ts';
import { balanceReport, classesOf, membersOf, taken, type Balanced } from '../rows.ts';
import type { tomekLinks as spec } from './spec.ts';

/** Tomek 1976: two rows of different classes, each the other's nearest; rows of the rarest class stay. */
export const tomekLinks = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const { table } = input;
    const target = classesOf(input, 'tomekLinks');
    const columns = finiteNumbers(table, [...table.columns.keys()], 'tomekLinks');
    const members = membersOf(target);
    const sizes = members.map((m) => m.rows.length);
    const rarest = members[sizes.indexOf(Math.min(...sizes))]!.code;
    const all = Int32Array.from(target.y.keys());
    const next = nearestRows(columns, all, all, { k: 1, step: 'tomekLinks' }).map(([i]) => i!);
    const stays = (i: number): boolean =>
      target.y[i] === rarest || target.y[next[i]!] === target.y[i] || next[next[i]!] !== i;
    return taken(table, target, all.filter(stays));
  },

  report: (_, state, mood) => balanceReport(state, mood),
});
