import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const textFacts = derivedCompute('textFacts', 'text_facts', derive);
