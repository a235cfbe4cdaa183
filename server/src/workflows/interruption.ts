/** Why a worker leaves a run before its end. The run is carried on from its journal, here or elsewhere. */
export type Interruption =
  /** Another worker has taken the run over: nothing of it may be written any more. */
  | { readonly kind: 'lost' }
  /** This worker ends. */
  | { readonly kind: 'stopping' }
  /** The database is away, or rolled a transaction back for reasons of its own. */
  | { readonly kind: 'unavailable' }
  /** A defect of this program; a newer one may carry the run on. */
  | { readonly kind: 'unforeseen' }
  /** Nothing to do until then. */
  | { readonly kind: 'parked'; readonly delayMs: number }
  /** The run is asked to stop: it goes backwards from here. */
  | { readonly kind: 'cancelled' }
  /** The run goes backwards already: the body is replayed only to learn what there is to undo. */
  | { readonly kind: 'undoing' };

/** Ends the carrying out of a run's body. Never seen by the body: to it the step just never returns. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly interruption: Interruption;

  constructor(interruption: Interruption, options?: ErrorOptions) {
    super(`interrupted: ${interruption.kind}`, options);
    this.interruption = interruption;
  }
}
