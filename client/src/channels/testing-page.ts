/**
 * For the tests of whole paths (test/channels.e2e.ts): the channels in a page of the gateway, without the rest of the
 * client. The test puts this into the page and calls what it leaves there as `channelsUnderTest`.
 */
import type { ChannelRequest } from '../../../server/src/streaming/model/channels.ts';
import { streamUrl } from '../stream.ts';
import { cameraProblem } from './camera.ts';
import { type Channel, channelUrl, openChannel } from './channel.ts';
import { downloadFile, listFiles, uploadFile } from './files.ts';
import { type Microphone, openMicrophone } from './microphone.ts';
import { getPicture, putPicture } from './pictures.ts';
import { receivePrints } from './print.ts';
import { playSound, type Sound } from './sound.ts';
import type { ChannelsUnderTest } from './testing-calls.ts';
import { redirectTimeZone } from './timezone.ts';

const page = new URL(location.href);
let channelToken = '';
let sound: Sound | undefined;
let microphone: Microphone | undefined;

const open = (request: ChannelRequest): Promise<Channel> =>
  openChannel(channelUrl(page), channelToken, request);

/** A picture of so many pixels each way. */
async function picture(size: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  context?.fillRect(0, 0, size / 2, size);
  return await canvas.convertToBlob();
}

const channelsUnderTest: ChannelsUnderTest = {
  async connect(registrationCode, userName, password) {
    const response = await fetch('/api/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ registrationCode, userName, password }),
    });
    const answer: { desktop?: { ticket?: string } } = await response.json();
    const ticket = answer.desktop?.ticket;
    if (!ticket) throw new Error(`No ticket: ${JSON.stringify(answer)}`);
    const webSocket = new WebSocket(streamUrl(page));
    webSocket.addEventListener('open', () => webSocket.send(JSON.stringify({ type: 'open', ticket })));
    channelToken = await new Promise((resolve, reject) => {
      webSocket.addEventListener('close', ({ code }) => reject(new Error(`The stream ended: ${code}`)));
      webSocket.addEventListener('message', ({ data }) => resolve(JSON.parse(data).channelToken), {
        once: true,
      });
    });
  },

  async playSound() {
    sound = await playSound(await open({ channel: 'sound' }));
    await sound.resume();
  },

  heard: () => sound?.statistics,

  async speak() {
    microphone = await openMicrophone(() => open({ channel: 'microphone' }));
  },
  spoken: () => microphone?.packets ?? 0,

  upload: (name, text) => uploadFile(open, new File([text], name)),
  list: () => listFiles(open),
  download: async (name) => (await downloadFile(open, name)).text(),

  async nextPrint() {
    const channel = await open({ channel: 'print' });
    const { promise, resolve } = Promise.withResolvers<{ title: string; pdf: Blob }>();
    void receivePrints(channel, resolve);
    const { title, pdf } = await promise;
    return { title, start: await pdf.slice(0, 5).text(), bytes: pdf.size };
  },

  redirectTimeZone: (zone) => redirectTimeZone(open, zone),
  cameraProblem: () => cameraProblem(open),

  async copyPicture() {
    const put = await picture(700);
    await putPicture(open, put);
    const got = await getPicture(open);
    const bytes = async (blob: Blob | undefined) => (await blob?.bytes())?.join();
    return (await bytes(got)) === (await bytes(put));
  },
};

Object.assign(globalThis, { channelsUnderTest });
