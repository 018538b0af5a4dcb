import { transferHandlers, type TransferHandler } from 'comlink';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';

interface Thrown {
  readonly value: unknown;
}

interface WireError {
  readonly detail?: ErrorDetail;
}

/**
 * Comlink carries only an error's name, message and stack. Both threads call this once, so that an EngineError
 * arrives with its detail and is still `instanceof EngineError`.
 */
export function keepErrorDetail(): void {
  const plain = transferHandlers.get('throw') as TransferHandler<Thrown, WireError>;
  if (Reflect.get(plain, 'keepsDetail') === true) return;
  const whole: TransferHandler<Thrown, WireError> & { keepsDetail: true } = {
    keepsDetail: true,
    canHandle: plain.canHandle,
    serialize(thrown) {
      const [wire, moved] = plain.serialize(thrown);
      return [
        thrown.value instanceof EngineError ? { ...wire, detail: thrown.value.detail } : wire,
        moved,
      ];
    },
    deserialize(wire) {
      if (wire.detail) throw new EngineError(wire.detail);
      return plain.deserialize(wire);
    },
  };
  transferHandlers.set('throw', whole as TransferHandler<unknown, unknown>);
}
