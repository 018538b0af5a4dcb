/** Of this Tabwise, as package.json has it: kept with each run. */
export const tabwiseVersion = '0.1.0';
