/** Why a connection (one WebSocket) ended. */
export const closeReasons = [
  /** The client closed it. */
  'CLIENT_CLOSED',
  /** The client fell silent, or its network broke. */
  'CLIENT_LOST',
  /** The user signed out. */
  'SIGNED_OUT',
  /** Another session of the same user opened the desktop. */
  'TAKEN_OVER',
  /** The desktop closed it, or takes nothing any more. */
  'DESKTOP_CLOSED',
  /** The WorkSpace was stopped, by an administrator or after its AutoStop time. */
  'WORKSPACE_STOPPED',
  /** The desktop could not be reached, or did not prove to be the right one. */
  'DESKTOP_UNREACHABLE',
  /** No IP access control group of the directory lets the client's address in any more. */
  'ADDRESS_REFUSED',
  /** The directory does not let the client's type in any more, or does not trust the device. */
  'DEVICE_REFUSED',
  /** The client did not speak the protocol. */
  'PROTOCOL_ERROR',
  /** The user pressed no key and moved no pointer for the time that the directory's session policy gives. */
  'IDLE',
  /** The gateway was stopped in order. */
  'GATEWAY_STOPPED',
  /** The gateway disappeared; another one noticed. */
  'GATEWAY_LOST',
] as const;

export type CloseReason = (typeof closeReasons)[number];

/** Why a session (from signing in to its end, over any number of connections) ended. */
export type EndReason = 'SIGNED_OUT' | 'TAKEN_OVER' | 'EXPIRED';
