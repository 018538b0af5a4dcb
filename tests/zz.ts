import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { driveSync } from '#lib/engine/drive.ts';
import { computeOf, matrixOf, specOf } from './oracle/models/answers.ts';
const { tables, cases } = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));
const canon = (l: number[]) => { const m = new Map(); return l.map((x) => { if (x < 0) return -1; if (!m.has(x)) m.set(x, m.size); return m.get(x); }); };
const tally: Record<string, number[]> = {};
for (const c of cases) {
  const t = (tally[c.model] ??= [0, 0, 0, 0]);
  let said: number[] | null = null; let fitted: any; let err = '';
  const t0 = performance.now();
  try {
    fitted = driveSync(computeOf(c.model).fit({ X: matrixOf(tables[c.table]), y: new Float64Array(0), task: 'clustering', nClasses: 0, params: v.parse(specOf(c.model).params, c.params), seed: 7 }));
    said = [...computeOf(c.model).describe!(fitted).labels];
  } catch (e) { err = String(e).slice(0, 100); }
  const ms = performance.now() - t0;
  if (said === null || c.labels === null) { if ((said === null) !== (c.labels === null)) { t[2]! += 1; console.log('ERR', c.table, c.model, JSON.stringify(c.params), 'ours', err, 'theirs', c.error); } else t[0]! += 1; continue; }
  if (JSON.stringify(said) === JSON.stringify(c.labels)) t[0]! += 1;
  else {
    const [a, b] = [canon(said), canon(c.labels)];
    const diff = a.filter((x, i) => x !== b[i]).length;
    if (diff === 0) t[1]! += 1; else t[3]! += 1;
    console.log(diff === 0 ? 'renamed' : 'DIFF ' + diff, c.table, c.model, JSON.stringify(c.params), `groups ${new Set(said).size} vs ${new Set(c.labels).size}`, fitted.inertia ? `inertia ${fitted.inertia} vs ${c.inertia}` : '', ms.toFixed(0));
  }
}
console.log('exact, renamed, errors, different', tally);
