/**
 * The printer. How to use it: `receivePrints(await openChannel(url, token, { channel: 'print' }), onPrint)` when the
 * desktop is connected; `onPrint({ title, pdf })` is called for each document that was printed there, also before.
 * Offer it to be saved (`URL.createObjectURL(pdf)` in a link with `download`): it is removed from the desktop when `onPrint` has returned. Resolves when the channel
 * ends. NOT_ALLOWED at the opening: the session policy has no printing, and nothing is to be said.
 */
import { type Channel, readJson } from './channel.ts';
import { receiveContent } from './files.ts';

export interface Print {
  title: string;
  /** Of the type application/pdf. */
  pdf: Blob;
}

const received = new TextEncoder().encode('{"received":true}');

export async function receivePrints(channel: Channel, onPrint: (print: Print) => void): Promise<void> {
  for (;;) {
    const head = await channel.next();
    if (!head) return;
    const about = readJson(head);
    const title = 'title' in about ? String(about.title) : 'Document';
    const content = await receiveContent(channel).catch(() => undefined);
    if (!content) return; // the desktop keeps it for the next time
    onPrint({ title, pdf: content.slice(0, content.size, 'application/pdf') });
    channel.send(received);
  }
}
