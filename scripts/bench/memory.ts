// The worker of scripts/measure-memory.mjs.
import { trainMade, type Wanted } from './trainMade.ts';

onmessage = async ({ data: [wanted] }: MessageEvent<[Wanted]>) => {
  try {
    postMessage({ answer: await trainMade(wanted) });
  } catch (error) {
    postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
