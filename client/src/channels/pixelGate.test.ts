import { describe, expect, test } from 'vitest';
import { PixelGate, PixelTap } from './pixelGate.ts';

const bytes = (hex: string) =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
const handshake = '524642203030332e3030380a 01 01'; // RFB 003.008
const continuous = '96 01 0000 0000 0500 02d0';
const single = '96 01 0000 0000 0001 0001';
const request = '03 01 0000 0000 0500 02d0';
const key = '04 01 0000 00000061';
const pointer = '05 00 0010 0020';
const extendedPointer = '05 80 0010 0020 01';
const encodings = '02 00 0002 00000007 ffffff21';
const cutText = `06 000000 00000003 616263`;
const extendedCutText = '06 000000 fffffffc 01020304';
const fence = 'f8 000000 80000001 02 0102';
const resize = 'fb 00 0500 02d0 01 00 00000000 00000000 0500 02d0 00000000';
const qemuKey = 'ff 00 0001 00000061 0000001e';
const others = [
  key,
  pointer,
  extendedPointer,
  encodings,
  cutText,
  extendedCutText,
  fence,
  resize,
  qemuKey,
].join('');

describe('the gate', () => {
  test('open, it changes nothing', () => {
    const gate = new PixelGate();
    const all = bytes(handshake + continuous + others + request);
    expect(gate.push(all)).toEqual(all);
    expect(gate.isBetweenMessages).toBe(true);
  });

  test('closed, it asks for a single pixel, and everything else passes', () => {
    const gate = new PixelGate();
    gate.push(bytes(handshake + continuous));
    expect(gate.setOpen(false)).toEqual(bytes(single));
    expect(gate.push(bytes(others + continuous + others + request + others))).toEqual(
      bytes(`${others}${single}${others}03 01 0000 0000 0001 0001${others}`),
    );
  });

  test('opened again, it asks for all that noVNC asked for last', () => {
    const gate = new PixelGate();
    gate.push(bytes(handshake + continuous));
    gate.setOpen(false);
    gate.push(bytes('96 01 0000 0000 0640 0384'));
    expect(gate.setOpen(true)).toEqual(bytes('96 01 0000 0000 0640 0384'));
    expect(gate.setOpen(true)).toBeUndefined();
  });

  test('however the bytes are cut', () => {
    const whole = bytes(handshake + others + continuous + request + others);
    const expected = bytes(`${handshake}${others}${single}03 01 0000 0000 0001 0001${others}`);
    for (const length of [1, 2, 3, 5, 8, 13]) {
      const gate = new PixelGate();
      gate.setOpen(false);
      const out: number[] = [];
      for (let at = 0; at < whole.length; at += length)
        out.push(...gate.push(whole.subarray(at, at + length)));
      expect(Uint8Array.from(out)).toEqual(expected);
    }
  });

  test('what it does not know passes, with all that follows', () => {
    const gate = new PixelGate();
    gate.push(bytes(handshake + continuous));
    gate.setOpen(false);
    expect(gate.push(bytes(`7b${request}`))).toEqual(bytes(`7b${request}`));
  });
});

describe('the tap', () => {
  function tapped() {
    const sent: unknown[] = [];
    const webSocket = { send: (data: unknown) => void sent.push(data) };
    return { sent, webSocket, tap: new PixelTap(webSocket as Pick<WebSocket, 'send'>) };
  }

  test('closes between two messages, not within one', () => {
    const { sent, webSocket, tap } = tapped();
    webSocket.send(bytes(handshake + continuous));
    webSocket.send(bytes('06 000000 00000003 61'));
    tap.setOpen(false);
    webSocket.send(bytes('6263'));
    expect(sent.slice(2)).toEqual([bytes('6263'), bytes(single)]);
  });

  test('leaves texts alone', () => {
    const { sent, webSocket } = tapped();
    webSocket.send('{"type":"echo"}');
    expect(sent).toEqual(['{"type":"echo"}']);
  });
});
