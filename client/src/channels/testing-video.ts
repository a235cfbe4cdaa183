/**
 * For the test of whole paths (test/video.e2e.ts): both streams in a page of the gateway, without the rest of the
 * client. The test imports this in the page and calls what it leaves there as `videoUnderTest`.
 */
import RFB from '@novnc/novnc';
import { streamUrl } from '../stream.ts';
import { channelUrl, openChannel } from './channel.ts';
import { PixelTap } from './pixelGate.ts';
import type { VideoUnderTest } from './testing-video-calls.ts';
import { openVideo, type Video, videoIsAvailable } from './video.ts';

const page = new URL(location.href);
let channelToken = '';
let rfb: RFB | undefined;
let tap: PixelTap | undefined;
let video: Video | undefined;
let exactBytes = 0;

function theCanvas(): HTMLCanvasElement {
  const canvas = document.querySelector<HTMLCanvasElement>('#desktop-under-test canvas');
  if (!canvas) throw new Error('There is no desktop.');
  return canvas;
}

async function signIn(registrationCode: string, userName: string, password: string): Promise<string> {
  const response = await fetch('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ registrationCode, userName, password }),
  });
  const answer: { desktop?: { ticket?: string } } = await response.json();
  if (!answer.desktop?.ticket) throw new Error(`No ticket: ${JSON.stringify(answer)}`);
  return answer.desktop.ticket;
}

const videoUnderTest: VideoUnderTest = {
  async connect(registrationCode, userName, password) {
    const ticket = await signIn(registrationCode, userName, password);
    const webSocket = new WebSocket(streamUrl(page));
    webSocket.binaryType = 'arraybuffer';
    webSocket.addEventListener('open', () => webSocket.send(JSON.stringify({ type: 'open', ticket })));
    const target = document.createElement('div');
    target.id = 'desktop-under-test';
    target.style.cssText = 'position:fixed;inset:0;z-index:1000';
    document.body.replaceChildren(target);
    await new Promise<void>((resolve, reject) => {
      webSocket.addEventListener('close', ({ code }) => reject(new Error(`The stream ended: ${code}`)));
      webSocket.addEventListener(
        'message',
        ({ data }) => {
          channelToken = JSON.parse(data).channelToken;
          webSocket.addEventListener('message', (message) => {
            exactBytes += message.data.byteLength ?? 0;
          });
          tap = new PixelTap(webSocket);
          rfb = new RFB(target, webSocket, { shared: true });
          rfb.resizeSession = true;
          rfb.scaleViewport = true;
          rfb.addEventListener('connect', () => resolve());
        },
        { once: true },
      );
    });
  },

  isAvailable: videoIsAvailable,

  async startVideo() {
    const channel = await openChannel(channelUrl(page), channelToken, { channel: 'video' });
    await new Promise<void>((resolve, reject) => {
      void channel.ended.then(reject);
      video = openVideo(channel, theCanvas(), {
        onStarted: () => {
          tap?.setOpen(false);
          resolve();
        },
        onEnded: () => tap?.setOpen(true),
      });
    });
  },

  stopVideo() {
    video?.close();
  },

  counts() {
    const { bytes = 0, videoFrames = 0, losslessUpdates = 0 } = video?.statistics ?? {};
    return { exactBytes, videoBytes: bytes, videoFrames, losslessUpdates };
  },

  async pixelsHash() {
    const canvas = theCanvas();
    const rgba = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const bgr = new Uint8Array(canvas.width * canvas.height * 3);
    for (let from = 0, to = 0; to < bgr.length; from += 4, to += 3) {
      bgr.set([rgba?.[from + 2] ?? 0, rgba?.[from + 1] ?? 0, rgba?.[from] ?? 0], to);
    }
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bgr));
    return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  },

  size() {
    const { width, height } = theCanvas();
    return { width, height };
  },

  press(keysym, code) {
    rfb?.sendKey(keysym, code);
  },
};

Object.assign(globalThis, { videoUnderTest });
