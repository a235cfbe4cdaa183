/** What happens, for people and for programs. */
export type ConnectEvent =
  | { event: 'signedIn'; userName: string }
  | { event: 'waiting'; state: string }
  /** The password only where no viewer is started that has it already. */
  | { event: 'listening'; host: string; port: number; password?: string }
  | { event: 'viewerStarted'; program: string }
  | { event: 'viewerFailed'; message: string }
  | { event: 'connected' }
  | { event: 'cut'; reason: string; message: string }
  | { event: 'ended'; reason: string; message: string };

export type Report = (event: ConnectEvent) => void;

/** One JSON object per line. */
export function jsonReport(output: { write(text: string): unknown }): Report {
  return (event) => void output.write(`${JSON.stringify(event)}\n`);
}

/** Sentences. */
export function textReport(output: { write(text: string): unknown }): Report {
  return (event) => void output.write(`${sentenceOf(event)}\n`);
}

function sentenceOf(event: ConnectEvent): string {
  switch (event.event) {
    case 'signedIn':
      return `Signed in as ${event.userName}.`;
    case 'waiting':
      return `Your desktop is on its way (${event.state.toLowerCase().replaceAll('_', ' ')}) …`;
    case 'listening':
      return event.password === undefined
        ? `Your desktop is at ${event.host}:${event.port} of this computer.`
        : `Open ${event.host}:${event.port} with a VNC viewer on this computer. The password is ${event.password}`;
    case 'viewerStarted':
      return `Starting ${event.program}. Close it, or press Ctrl+C here, to end; your programs go on.`;
    case 'viewerFailed':
      return event.message;
    case 'connected':
      return 'Connected.';
    case 'cut':
      return `${event.message} Trying again …`;
    case 'ended':
      return event.message;
  }
}
