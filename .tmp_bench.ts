import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import * as v from 'valibot';
let s = 1; const rnd = () => { s = (s * 1664525 + 1013904223) >>> 0; return s / 4294967296; };
const gauss = () => Math.sqrt(-2*Math.log(rnd()+1e-12))*Math.cos(2*Math.PI*rnd());
function make(n: number, p: number, task: string) {
  const columns = Array.from({length:p},()=>Float64Array.from({length:n},gauss));
  const z = Float64Array.from({length:n},(_,i)=>columns[0]![i]!+Math.sin(2*columns[1]![i]!)+columns[2]![i]!*columns[3%p]![i]!+0.5*gauss());
  const y = task==='regression'? z : z.map(a=>task==='binary'?(a>0?1:0):(a>0.7?2:a>-0.7?1:0));
  return { X:{rows:n,names:columns.map((_,j)=>'x'+j),columns}, y, task, nClasses: task==='regression'?1:task==='binary'?2:3, seed:1 };
}
function time(id: string, n: number, p: number, task: string, params = {}) {
  const spec = (modelSpecs as any)[id]; const c=(modelComputes as any)[id];
  const full = v.parse(spec.params, params);
  const input = {...make(n,p,task), params: full};
  const g = c.fit(input); const t0=performance.now(); let last=t0, gap=0, yields=0, t; 
  for(;;){ t=g.next(); const now=performance.now(); gap=Math.max(gap,now-last); last=now; yields++; if(t.done)break; }
  const fitT=last-t0; const pr=c.predict(t.value,input.X); const pt=performance.now()-last;
  const e=c.explain(t.value,input.X.names);
  console.log(id,n,p,task,JSON.stringify(params),'fit',(fitT/1000).toFixed(2),'s est',spec.estimate({rows:n,features:p,classes:input.nClasses},full).seconds.toFixed(2),'gap',gap.toFixed(0),'ms yields',yields,'predict',pt.toFixed(0),'ms nodes',e.nodes,e.depth,e.iterations,e.converged);
}
const jobs: [string,number,number,string,object?][] = JSON.parse(process.argv[2]!);
for (const j of jobs) time(...j);
