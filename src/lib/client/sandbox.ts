import type { Answer } from '#lib/recipe/compared.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { freshId, type Job } from './job.ts';

/** Seconds without a word after which it is given up. */
const patience = 60;

/** Rows that travel at a time. */
const batch = 100;

interface Asked {
  /** Address of static/sandbox.html. */
  readonly page: string;
  /** Text of model.mjs. */
  readonly code: string;
  readonly rows: number;
  /** Rows `from` to before `to`, as the module takes them. */
  readonly rowsOf: (from: number, to: number) => Promise<readonly object[]>;
  readonly onShare: (share: number) => void;
}

/**
 * Runs an exported model in a frame that has an origin of its own and no network (docs/decisions/0017), in a worker
 * there, so that this page goes on.
 * @throws EngineError 'unexpected' where it cannot be run or says nothing for a minute; 'cancelled'
 */
export function answersApart(asked: Asked): Job<Answer[]> {
  const frame = frameOf(asked.page);
  const { port1: port, port2: theirs } = new MessageChannel();
  const over = new AbortController();
  const failed = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason as Error));
  });
  failed.catch(() => undefined);
  const stop = (error: EngineError): void => over.abort(error);
  addEventListener(
    'message',
    ({ source, origin, data }: MessageEvent<unknown>) => {
      if (source === null || source !== frame.contentWindow) return;
      if (origin !== 'null')
        stop(failure('the browser does not keep its page apart from this one'));
      else if (data === 'ready') frame.contentWindow!.postMessage(asked.code, '*', [theirs]);
      else stop(failure(reasonOf(data)));
    },
    { signal: over.signal },
  );
  /** What the module says next, unless it fails or stands still. */
  const heard = <T>(): Promise<T> => {
    const timer = setTimeout(
      () => stop(failure(`it said nothing for ${patience} seconds`)),
      patience * 1000,
    );
    const said = new Promise<T>((resolve) => {
      port.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
    });
    return Promise.race([said, failed]).finally(() => clearTimeout(timer));
  };
  const ended = new Error('over');
  const promise = conversation(asked, port, heard, failed).finally(() => {
    over.abort(ended);
    port.close();
    frame.remove();
  });
  document.body.append(frame);
  return { id: freshId('sandbox'), promise, cancel: () => stop(cancelled()) };
}

async function conversation(
  { rows, rowsOf, onShare }: Asked,
  port: MessagePort,
  heard: <T>() => Promise<T>,
  failed: Promise<never>,
): Promise<Answer[]> {
  await heard<'ready'>();
  const answers: Answer[] = [];
  for (let from = 0; from < rows; from += batch) {
    const some = await Promise.race([rowsOf(from, Math.min(rows, from + batch)), failed]);
    const said = heard<readonly Answer[]>();
    port.postMessage(some);
    answers.push(...(await said));
    onShare(Math.min(1, (from + batch) / rows));
  }
  return answers;
}

/** A worker that answers to the frame is controlled by ours, which sets the page apart by its header; else the frame does. */
function frameOf(page: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  if (!navigator.serviceWorker?.controller) frame.sandbox.add('allow-scripts');
  frame.src = page;
  frame.hidden = true;
  frame.title = 'Runs the exported model';
  return frame;
}

const reasonOf = (data: unknown): string =>
  typeof data === 'object' && data !== null && 'failed' in data
    ? String(data.failed).slice(0, 500)
    : 'its page does not answer as ours does';

const failure = (why: string): EngineError =>
  new EngineError({
    code: 'unexpected',
    what: `The exported model could not be run: ${why}`,
    where: {},
    remedy: 'Reload this page and try again, or run “tabwise verify” where the file is.',
  });

const cancelled = (): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'Verifying was cancelled',
    where: {},
    remedy: 'Nothing was compared.',
  });
