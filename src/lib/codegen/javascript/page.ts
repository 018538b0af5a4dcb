export const predictorPage = (code: string, name: string): string => `${name}${code}`;
