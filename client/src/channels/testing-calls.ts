/** What testing-page.ts leaves in a page for the tests of whole paths, which know nothing of the browser's types. */
export interface ChannelsUnderTest {
  /** Signs in and opens a stream, of which nothing is wanted but its token. */
  connect(registrationCode: string, userName: string, password: string): Promise<void>;
  playSound(): Promise<void>;
  /** What came, and the loudest sample of the latest packet. */
  heard(): Readonly<{ packets: number; bytes: number; peak: number }> | undefined;
  speak(): Promise<void>;
  /** How many packets the microphone has sent. */
  spoken(): number;
  upload(name: string, text: string): Promise<{ name: string }>;
  list(): Promise<{ name: string; size: number }[]>;
  download(name: string): Promise<string>;
  /** The next document that is printed: its title, and how it begins. */
  nextPrint(): Promise<{ title: string; start: string; bytes: number }>;
  redirectTimeZone(zone: string): Promise<string | undefined>;
  cameraProblem(): Promise<string>;
  /** Puts a picture into the desktop's clipboard and gets it from there. @returns whether it is the same */
  copyPicture(): Promise<boolean>;
}
