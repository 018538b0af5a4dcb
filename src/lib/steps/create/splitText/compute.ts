import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const splitText = derivedCompute('splitText', 'split_text', derive);
