/** Keeps the clipboards of device and desktop alike, as far as the browser allows it without being asked each time. */
export class SharedClipboard {
  /** What came from the desktop last. */
  text = '';
  readonly #send: (text: string) => void;
  /** What both sides have, or where the browser kept the desktop's from the device, what the device had before. */
  #known: string | undefined;
  #isWaiting = false;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** The desktop has copied something. */
  async fromDesktop(text: string): Promise<void> {
    this.text = text;
    this.#isWaiting = true;
    await this.settle();
  }

  /** Writes what could not be written before; browsers may want the user to have done something with the page. */
  async settle(): Promise<void> {
    if (!this.#isWaiting) return;
    try {
      await navigator.clipboard.writeText(this.text);
      this.#isWaiting = false;
      this.#known = this.text;
    } catch {
      // Not allowed, or not now: the clipboard's panel has it.
    }
  }

  /** What the device has, on the way to be pasted; what the desktop has copied since is not overwritten by it. */
  toDesktop(text: string): void {
    if (text !== this.#known) this.put(text);
  }

  /** Whatever there was before. */
  put(text: string): void {
    this.#known = text;
    this.#send(text);
  }

  /** Sends what the device has copied, where the user has allowed the page to look. */
  async look(): Promise<void> {
    if (!(await mayRead())) return;
    try {
      const text = await navigator.clipboard.readText();
      if (text && text !== this.text) this.toDesktop(text);
    } catch {
      // The window has lost the focus meanwhile.
    }
  }
}

async function mayRead(): Promise<boolean> {
  try {
    // Not every browser knows this permission.
    const name = 'clipboard-read' as PermissionName;
    return (await navigator.permissions.query({ name })).state === 'granted';
  } catch {
    return false;
  }
}
