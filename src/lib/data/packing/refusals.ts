import { EngineError } from '#lib/recipe/errors.ts';

export const count = (n: number): string => n.toLocaleString('en-US');

export const damaged = (file: string, what: string): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what,
    where: { file },
    remedy: 'Download or copy the file again, or unpack it yourself and drop what is inside.',
  });

export const tooLarge = (file: string, what: string): EngineError =>
  new EngineError({
    code: 'size-limit',
    what,
    where: { file },
    remedy: 'If you trust the file, unpack it yourself and drop what is inside.',
  });

export const unreadable = (file: string, what: string, remedy: string): EngineError =>
  new EngineError({ code: 'file-kind', what, where: { file }, remedy });
