import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const calculate = derivedCompute('calculate', 'formula', derive);
