export const page = (r) => JSON.stringify(r);
