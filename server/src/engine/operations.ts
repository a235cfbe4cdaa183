import { EngineError } from './engine.ts';
import type { EventStream } from './events.ts';
import type { OperationMessage } from './messages.ts';

const SUCCESS = 200;
const CANCELLED = 401;
/** Codes below are of operations under way. */
const FINAL = 200;

interface Waiter {
  resolve(operation: OperationMessage): void;
  reject(error: Error): void;
}

/**
 * Awaits asynchronous operations of the engine. The event stream tells when one ends; as events may be missed,
 * the operation itself is read once at the beginning and after every reconnect.
 */
export class OperationWaiter {
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #read: (id: string) => Promise<OperationMessage>;
  readonly #stopListening: () => void;

  /** @param read reads one operation; fails with status 404 where the engine does not know it */
  constructor(events: Pick<EventStream, 'listen'>, read: (id: string) => Promise<OperationMessage>) {
    this.#read = read;
    this.#stopListening = events.listen((event) => {
      if (event === 'connected') for (const id of this.#waiters.keys()) this.#look(id);
      else if (event.type === 'operation') this.#settle(event.metadata);
    });
  }

  /**
   * @returns the successful operation
   * @throws EngineError with the engine's reason; 503 where a restarted engine knows it no longer
   */
  async wait(id: string): Promise<OperationMessage> {
    const ended = new Promise<OperationMessage>((resolve, reject) => {
      const waiters = this.#waiters.get(id) ?? new Set();
      this.#waiters.set(id, waiters.add({ resolve, reject }));
    });
    this.#look(id);
    return await ended;
  }

  close(): void {
    this.#stopListening();
    for (const id of [...this.#waiters.keys()]) {
      this.#reject(id, new EngineError('The connection to the engine was closed.', 503));
    }
  }

  #look(id: string): void {
    this.#read(id).then(
      (operation) => this.#settle(operation),
      (error: unknown) => {
        // Unreachable: the stream connects again, and then we look again.
        if (!(error instanceof EngineError) || error.status !== 404) return;
        this.#reject(id, new EngineError('The engine lost the operation: it was restarted meanwhile.', 503));
      },
    );
  }

  #settle(operation: OperationMessage): void {
    if (operation.status_code < FINAL) return;
    if (operation.status_code === SUCCESS) {
      for (const waiter of this.#take(operation.id)) waiter.resolve(operation);
    } else {
      const reason = operation.err || (operation.status_code === CANCELLED ? 'cancelled' : 'failed');
      this.#reject(operation.id, new EngineError(reason, operation.status_code));
    }
  }

  #reject(id: string, error: Error): void {
    for (const waiter of this.#take(id)) waiter.reject(error);
  }

  #take(id: string): Iterable<Waiter> {
    const waiters = this.#waiters.get(id) ?? [];
    this.#waiters.delete(id);
    return waiters;
  }
}

/** Whether the operation is under way. */
export function isRunning(operation: OperationMessage): boolean {
  return operation.status_code < FINAL;
}
