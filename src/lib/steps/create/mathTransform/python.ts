import { derivedLowering } from '../../derivedPython.ts';
import { derive } from './derive.ts';

export const mathTransform = derivedLowering(derive);
