import { constantRules } from './constants.ts';
import { dateRules } from './dates.ts';
import { idRules } from './ids.ts';
import { levelRules } from './levels.ts';
import { missingRules } from './missing.ts';
import { numberRules } from './numbers.ts';
import type { Rule } from './rule.ts';
import { tableRules } from './tables.ts';
import { targetRules } from './target.ts';
import { textRules } from './texts.ts';
import { twinRules } from './twins.ts';

/** Everything that is looked for, with its threshold in words. */
export const catalogue: readonly Rule[] = [
  ...tableRules,
  ...missingRules,
  ...constantRules,
  ...textRules,
  ...idRules,
  ...levelRules,
  ...numberRules,
  ...dateRules,
  ...twinRules,
  ...targetRules,
];
