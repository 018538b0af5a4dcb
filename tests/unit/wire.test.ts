import { expose, proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { keepErrorDetail } from '#lib/workers/wire.ts';
import { failure } from './recipe.support.ts';

keepErrorDetail();

const detail: ErrorDetail = {
  code: 'column-kind',
  what: '“Größe\n"x"” holds text, and 5 numbers are needed',
  where: { step: 'scale-1', column: 'Größe\n"x"', row: 7, file: 'a b.csv', model: 'ridge' },
  remedy: 'Cast it to a number.',
};

const api = {
  refuse: (): never => {
    throw new EngineError(detail, { cause: new Error('inner') });
  },
  later: async (): Promise<never> => Promise.reject(new EngineError(detail)),
  slip: (): never => {
    throw new TypeError('x is not a function');
  },
  text: (): never => {
    throw 'just text';
  },
  add: (a: number, b: number) => a + b,
  async back(ask: () => Promise<void>): Promise<unknown> {
    return ask().catch((error: unknown) => error instanceof EngineError && error.detail);
  },
};

let channel: MessageChannel;
let remote: Remote<typeof api>;
beforeEach(() => {
  channel = new MessageChannel();
  expose(api, channel.port1);
  remote = wrap<typeof api>(channel.port2);
});
afterEach(() => channel.port1.close());

const caught = (act: Promise<unknown>): Promise<unknown> => act.catch((e: unknown) => e);

describe('across a MessageChannel', () => {
  it.each(['refuse', 'later'] as const)('an EngineError arrives whole: %s', async (name) => {
    const error = await caught(remote[name]());
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).detail).toEqual(detail);
    expect((error as EngineError).message).toBe(failureMessage());
    expect((error as EngineError).name).toBe('EngineError');
  });

  it('another error arrives as it did before, as an Error with its message', async () => {
    const error = await caught(remote.slip());
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(EngineError);
    expect((error as Error).message).toBe('x is not a function');
  });

  it('a thrown text arrives as that text', async () => {
    expect(await caught(remote.text())).toBe('just text');
  });

  it('answers still arrive, after errors too', async () => {
    await caught(remote.refuse());
    expect(await remote.add(2, 3)).toBe(5);
  });

  it('an EngineError thrown by a callback of the page reaches the worker whole', async () => {
    const asked = proxy(() => Promise.reject(new EngineError(detail)));
    expect(await remote.back(asked as () => Promise<void>)).toEqual(detail);
  });
});

it('is set up once, however often it is asked for', async () => {
  keepErrorDetail();
  keepErrorDetail();
  expect(((await caught(remote.refuse())) as EngineError).detail).toEqual(detail);
});

const failureMessage = (): string => new EngineError(failure(api.refuse)).message;
