import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const combineNumbers = derivedCompute('combineNumbers', 'combine', derive);
