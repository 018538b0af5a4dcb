import { derivedLowering } from '../../derivedPython.ts';
import { derive } from './derive.ts';

export const textFacts = derivedLowering(derive);
