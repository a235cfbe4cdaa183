import type { DeviceType } from '../../base/deviceTypes.ts';

/** Who asks, as far as the connection says. */
export interface Client {
  /** Its IP address. */
  address: string;
  /** The program, as it calls itself. */
  agent: string;
}

/** A client at the door of a directory: what the gates look at. */
export interface Visit {
  directoryId: string;
  client: Client;
  /** What the client says it is. */
  deviceType: DeviceType;
  /** As it was entered; where somebody comes back, the account's own name. */
  userName?: string | undefined;
}
