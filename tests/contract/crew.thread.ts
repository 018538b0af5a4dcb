// A thread that helps with forests, as an engine worker does: see models.crew.test.ts.
import { parentPort } from 'node:worker_threads';
import { modelComputes } from '#lib/models/computes.ts';
import { joinCrew, leaveCrew } from '#lib/workers/crew.ts';

parentPort!.on('message', async (port: MessagePort | 'leave') => {
  if (port === 'leave') return leaveCrew('helped');
  await joinCrew('helped', port, modelComputes);
  parentPort!.postMessage('free');
});
parentPort!.postMessage('free');
