import { defineModelCompute } from '#lib/engine/model.ts';
import { machinesCompute, type SgdClasses } from '../sgd/machines.ts';
import type { SgdClassifierSpec } from './spec.ts';

export const sgdClassifierCompute = defineModelCompute<SgdClassifierSpec>()<SgdClasses>(
  machinesCompute('sgdClassifier', (params) => params),
);
