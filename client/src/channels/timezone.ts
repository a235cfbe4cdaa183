/**
 * The client's time zone in the desktop. How to use it: `await redirectTimeZone(open)` when the desktop is connected,
 * with `open` as for files. Programs that are started afterwards have the zone; the panel's clock keeps the old one until the next log-in.
 * @returns the zone; undefined where the session policy does not want it or the desktop does not know it
 */
import { ChannelError } from './channel.ts';
import type { OpenChannel } from './files.ts';

export async function redirectTimeZone(
  open: OpenChannel,
  zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
): Promise<string | undefined> {
  try {
    const channel = await open({ channel: 'timezone', zone });
    channel.close();
    return zone;
  } catch (error) {
    if (error instanceof ChannelError && (error.end === 'NOT_ALLOWED' || error.end === 'REFUSED'))
      return undefined;
    throw error;
  }
}
