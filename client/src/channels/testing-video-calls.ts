/** What testing-video.ts leaves in a page for test/video.e2e.ts, which knows nothing of the browser's types. */
export interface VideoUnderTest {
  /** Signs in and shows the desktop by the pixel-exact stream. */
  connect(registrationCode: string, userName: string, password: string): Promise<void>;
  isAvailable(): Promise<boolean>;
  /** Switches to the video stream; resolves when it has drawn the whole screen. */
  startVideo(): Promise<void>;
  /** Switches back. */
  stopVideo(): void;
  /** What came by both streams until now, in bytes, and how often something was drawn by the video. */
  counts(): { exactBytes: number; videoBytes: number; videoFrames: number; losslessUpdates: number };
  /** SHA-256 of the pixels on the canvas: three bytes each in the order blue, green, red. */
  pixelsHash(): Promise<string>;
  size(): { width: number; height: number };
  press(keysym: number, code: string): void;
}
