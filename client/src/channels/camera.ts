/**
 * The camera. How to use it: `await cameraProblem(open)` when the user asks for the camera, with `open` as for files.
 * It says why there is none: `NotAllowed` by the session policy, or `NotAvailable` on this host, as wherever the host
 * has no loopback camera device for desktops.
 */
import { ChannelError } from './channel.ts';
import type { OpenChannel } from './files.ts';

export async function cameraProblem(open: OpenChannel): Promise<'NotAllowed' | 'NotAvailable'> {
  try {
    (await open({ channel: 'camera' })).close();
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (error.end === 'NOT_ALLOWED') return 'NotAllowed';
  }
  return 'NotAvailable';
}
