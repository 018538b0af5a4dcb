import { recipes } from './recipes.ts';
import { registry } from './registry.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { writeFileSync, mkdirSync } from 'node:fs';
mkdirSync('/tmp/w/gold', { recursive: true });
for (const [name, r] of recipes) { const s = script(r, registry); writeFileSync(`/tmp/w/gold/${name}.py`, s.code); console.log(name, [...s.lines].map(([k,v])=>`${k}:${v.map(x=>x.join('-'))}`).join(' ')); }
import { project } from '#lib/codegen/targets/project.ts';
for (const [name, r] of recipes) { if (name.startsWith('no-')) continue; for (const [p, t] of project(r, registry)) { const f=`/tmp/w/gold/${name}/${p.split('/')[1]}`; mkdirSync(`/tmp/w/gold/${name}`,{recursive:true}); writeFileSync(f,t);} }
