/** Of this Tabwise, as package.json has it: kept with each run. */
export const tabwiseVersion = '0.1.0';

/** Of a recipe's format; migrate.ts reads all before it. */
export const recipeVersion = 3;
