import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const mathTransform = derivedCompute('mathTransform', 'math', derive);
