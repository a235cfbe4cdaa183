import { describe, expect, it } from 'vitest';
import { parseDesktopConf } from './desktopConf.ts';

describe('desktop.conf', () => {
  it('is read line by line', () => {
    const text = `# Rules of the reading room\n
      clipboard = from-desktop\r
printing=off
audio-in = on
idle-disconnect = 30
clipboard-bytes-max = 1000
printing = on
`;
    expect(parseDesktopConf(text)).toEqual({
      narrowing: {
        ...{ clipboard: 'FROM_DESKTOP', printing: true, audioIn: true },
        ...{ idleDisconnectMinutes: 30, clipboardBytesMax: 1000 },
      },
      problems: [],
    });
  });

  it.each([
    ['0', 'OFF'],
    ['1', 'BOTH'],
    ['2', 'TO_DESKTOP'],
    ['3', 'FROM_DESKTOP'],
  ])("understands the guide's pcoip.server_clipboard_state = %s", (state, clipboard) => {
    expect(parseDesktopConf(`pcoip.server_clipboard_state = ${state}`).narrowing).toEqual({ clipboard });
  });

  it('says which lines it does not understand, and takes the others', () => {
    const { narrowing, problems } = parseDesktopConf(
      [
        ...['clipboard', 'clipboard = sideways', 'constructor = off', 'printing = false'],
        ...['idle-disconnect = -1', 'session-resume-timeout = 999999', 'video-in = off'],
        'pcoip.server_clipboard_state = 4',
      ].join('\n'),
    );
    expect(narrowing).toEqual({ videoIn: false });
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 8]);
    expect(problems[3]?.message).toBe('printing is on or off.');
  });

  it('is nothing when it is empty, or not text', () => {
    expect(parseDesktopConf('')).toEqual({ narrowing: {}, problems: [] });
    expect(parseDesktopConf('\0\xff=\0').narrowing).toEqual({});
  });
});
