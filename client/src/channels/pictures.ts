/**
 * Pictures by way of the clipboard, as PNG; texts go with the pixels. How to use it, with `open` as for files:
 *
 *     await putPicture(open, blob);             // can be pasted in the desktop until something else is copied there
 *     const blob = await getPicture(open);      // what was copied there; undefined where that is no picture
 *
 * For putPicture, take an item of the type image/png from `navigator.clipboard.read()` in the user's gesture; for
 * getPicture, give the promise to `new ClipboardItem({ 'image/png': promise })`. Both reject with a ChannelError:
 * NOT_ALLOWED by the session policy, also for a picture that is too large.
 */
import { ChannelError } from './channel.ts';
import { type OpenChannel, receiveContent, sendContent, storedName } from './files.ts';

const PNG = 'image/png';

/** The channel stays open for as long as the picture can be pasted. */
export async function putPicture(open: OpenChannel, picture: Blob): Promise<void> {
  const channel = await open({ channel: 'clipboard', action: 'put', size: picture.size });
  try {
    await sendContent(channel, picture);
    await storedName(channel);
  } catch (error) {
    channel.close();
    throw error;
  }
}

export async function getPicture(open: OpenChannel): Promise<Blob | undefined> {
  try {
    const channel = await open({ channel: 'clipboard', action: 'get' });
    const content = await receiveContent(channel).finally(() => channel.close());
    return content.slice(0, content.size, PNG);
  } catch (error) {
    if (error instanceof ChannelError && error.refusal === 'NotFound') return undefined;
    throw error;
  }
}
