import { derivedCompute } from '../../derivedCompute.ts';
import { derive } from './derive.ts';

export const daysSince = derivedCompute('daysSince', 'days_since', derive);
