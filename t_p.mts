import { symmetricEigen } from '#lib/engine/eigen.ts';
import { momentsOf } from '#lib/engine/kernels/covariance.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { RandomState } from '#lib/engine/random.ts';
const n=40000,p=30; const r0=new RandomState(0);
const cols=Array.from({length:p},()=>new Float64Array(n));
for(let i=0;i<n;i++)for(let j=0;j<p;j++)cols[j]![i]=r0.normal()+j;
const best=[1e9,1e9];
for(let s=0;s<40;s++){
let t=performance.now();
const m=driveSync(momentsOf(cols,n)); const t1=performance.now();
const e=driveSync(symmetricEigen(m.scatter.map(x=>x/(n-1)),p)); const t2=performance.now();
best[0]=Math.min(best[0]!,t1-t);best[1]=Math.min(best[1]!,t2-t1);
if(s==39){console.log(best,e.values[0]);
let worst=0; for(let k=0;k<p;k++){ for(let i=0;i<p;i++){let q=0;for(let j=0;j<p;j++)q+=m.scatter[i*p+j]!/(n-1)*e.vectors[k]![j]!;worst=Math.max(worst,Math.abs(q-e.values[k]!*e.vectors[k]![i]!));}} console.log(worst)}
}
