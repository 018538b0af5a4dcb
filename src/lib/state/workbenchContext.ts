import { getContext, setContext } from 'svelte';
import type { Workbench } from './workbench.svelte.ts';

const contextKey = Symbol('workbench');
export const provideWorkbench = (workbench: Workbench): Workbench =>
  setContext(contextKey, workbench);
export const useWorkbench = (): Workbench => getContext<Workbench>(contextKey);
