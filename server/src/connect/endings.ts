import { closeCodes, type StreamEnd } from '../streaming/model/messages.ts';

interface Ending {
  /** What the user reads. */
  sentence: string;
  /** Whether a new ticket may bring the desktop back. */
  passes: boolean;
}

const final = (sentence: string): Ending => ({ sentence, passes: false });
const passing = (sentence: string): Ending => ({ sentence, passes: true });

/** The ends of streams in words. */
export const endings: Readonly<Record<StreamEnd, Ending>> = {
  CLIENT_CLOSED: final('The viewer was closed.'),
  GATEWAY_STOPPED: passing('The gateway is being restarted.'),
  GATEWAY_LOST: passing('The gateway was lost.'),
  INTERNAL_ERROR: passing('Something went wrong at the gateway.'),
  CLIENT_LOST: passing('The connection was lost.'),
  TICKET_REFUSED: passing('The ticket for the desktop was refused.'),
  DESKTOP_UNREACHABLE: passing('Your desktop does not answer.'),
  DESKTOP_CLOSED: passing('Your desktop is being restarted.'),
  PROTOCOL_ERROR: final('The viewer and the gateway do not understand each other.'),
  SIGNED_OUT: final('You have signed out.'),
  TAKEN_OVER: final('Your WorkSpace was opened from another place.'),
  WORKSPACE_STOPPED: final('Your WorkSpace was stopped. Connect again to start it.'),
  IDLE: final('You were disconnected because nothing was done for a while.'),
  WRONG_PORT: final('The desktop is reached through another port of the gateway.'),
  ADDRESS_REFUSED: final(
    'This device is not authorized to access the WorkSpace. Please contact your administrator for assistance.',
  ),
  DEVICE_REFUSED: final(
    'This device is not authorized to access the WorkSpace. Please contact your administrator for assistance.',
  ),
};

/** What a WebSocket's close code says; a connection that broke has none of ours. */
export function streamEndOf(code: number): StreamEnd {
  const found = Object.entries(closeCodes).find(([, known]) => known === code);
  return (found?.[0] as StreamEnd | undefined) ?? 'CLIENT_LOST';
}
