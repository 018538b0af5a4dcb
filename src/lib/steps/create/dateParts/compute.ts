import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const dateParts = derivedCompute('dateParts', 'date_parts', derive);
