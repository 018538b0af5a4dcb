import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { RandomState } from '#lib/engine/random.ts';
const n=40000,p=30;const r0=new RandomState(0);
const cols=Array.from({length:p},()=>new Float64Array(n));
for(let i=0;i<n;i++)for(let j=0;j<p;j++)cols[j]![i]=r0.normal()+j;
const best=[1e9,1e9,1e9,1e9];
for(let s=0;s<60;s++){
 for (const B of [512]) {
 const k=new Kernels(); const x=k.doubles(B*32), out=k.doubles(32*32); const view=k.viewDoubles(x,B*32);
 let t=performance.now();
 for(let from=0;from<n;from+=B){const count=Math.min(B,n-from); for(let j=0;j<p;j++){view.set(cols[j]!.subarray(from,from+count),B*j)}}
 best[0]=Math.min(best[0]!,performance.now()-t);
 t=performance.now();
 for(let from=0;from<n;from+=B){const count=Math.min(B,n-from); for(let j=0;j<p;j++){k.call.lessMean(x+8*B*j,count,1.5)}}
 best[1]=Math.min(best[1]!,performance.now()-t);
 t=performance.now();
 for(let from=0;from<n;from+=B){const count=Math.min(B,n-from); k.call.scatter(x,B,p,count,out);}
 best[2]=Math.min(best[2]!,performance.now()-t);
 t=performance.now();
 for(let from=0;from<n;from+=B){const count=Math.min(B,n-from); k.call.gram(x,0,B,32,0,count,out);}
 best[3]=Math.min(best[3]!,performance.now()-t);
}}
console.log(best.map(x=>x.toFixed(2)));
