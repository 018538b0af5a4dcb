import { readFileSync } from 'node:fs';
import { driveSync } from '#lib/engine/drive.ts';
import { logisticRegressionCompute as C } from '#lib/models/logisticRegression/compute.ts';
import { logisticRegression as S } from '#lib/models/logisticRegression/spec.ts';
import * as v from 'valibot';
const load=(n:string)=>{const b=readFileSync('/tmp/w/svm/'+n);return new Float64Array(b.buffer.slice(b.byteOffset,b.byteOffset+b.length));};
const X=load('LX.bin'),n=40000,p=30,y=load('Ly.bin');
const names=Array.from({length:p},(_,j)=>'x'+j);
const M={rows:n,names,columns:names.map((_,j)=>X.slice(j*n,(j+1)*n))};
for(let r=0;r<12;r++){const t=process.cpuUsage(),w=performance.now();
const f=driveSync(C.fit({X:M,y,task:'binary',nClasses:2,params:v.parse(S.params,{}),seed:1}));
const u=process.cpuUsage(t);
console.log('cpu',((u.user+u.system)/1000).toFixed(1),'wall',(performance.now()-w).toFixed(1),f.iterations,f.coefficients[0]![0],f.intercept[0]);}
