/** Lets the page draw and answer between two pieces of work that are long together. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
