/** What the page offers to the script that drives it, as `bench` of its global object. */
export interface Bench {
  /** How often something was drawn on what the user sees. */
  draws(): number;
  connect(qualityLevel: number): Promise<void>;
  /** Resolves when the whole screen has been drawn by the video stream. */
  startVideo(): Promise<void>;
  stopVideo(): void;
  disconnect(): void;
  /** Milliseconds from a key's press to the pixel on the canvas that it changes; NaN where it never came. */
  press(x: number, y: number): Promise<number>;
}
