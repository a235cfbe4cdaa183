import type { EchoMessage } from '../../server/src/streaming/model/messages.ts';

const ECHO_INTERVAL_MS = 1000;
/** A stream that brings nothing back for so long is cut, whatever the browser thinks of it. */
const SILENT_MS_MAX = 15_000;

export interface StreamWatch {
  /** The time that the stream takes to the gateway and back, behind the pixels that wait. */
  onRoundTrip: (milliseconds: number) => void;
  onSilent: () => void;
}

/** Measures the stream with texts that the gateway sends back, which noVNC is not to see. */
export function watchStream(webSocket: WebSocket, watch: StreamWatch): void {
  let id = 0;
  let askedAtMs = 0;
  let isWaiting = false;
  const timer = setInterval(() => {
    if (document.hidden || webSocket.readyState !== WebSocket.OPEN) return;
    if (isWaiting) {
      if (performance.now() - askedAtMs > SILENT_MS_MAX) watch.onSilent();
      return;
    }
    id += 1;
    isWaiting = true;
    askedAtMs = performance.now();
    const echo: EchoMessage = { type: 'echo', id };
    webSocket.send(JSON.stringify(echo));
  }, ECHO_INTERVAL_MS);
  // A hidden page is woken seldom: what it measured then says nothing.
  document.addEventListener('visibilitychange', () => {
    isWaiting = false;
  });
  webSocket.addEventListener('close', () => clearInterval(timer));
  webSocket.addEventListener('message', (event) => {
    if (typeof event.data !== 'string') return;
    event.stopImmediatePropagation();
    if (!isWaiting || event.data !== JSON.stringify({ type: 'echo', id })) return;
    isWaiting = false;
    watch.onRoundTrip(performance.now() - askedAtMs);
  });
}
