import type { DeviceType } from '../../base/deviceTypes.ts';

/** Who asks, as far as the connection says. */
export interface Client {
  /** Its IP address. */
  address: string;
  /** The program, as it calls itself. */
  agent: string;
  /**
   * The certificates that it showed on the port for devices, in DER: the device's own, of whose key it has proved
   * possession, and those that it says lie above it. Whether they are worth anything is the gate's to find out.
   */
  certificates?: readonly Buffer[] | undefined;
}

/** A client that asks after a directory. */
export interface Arrival {
  directoryId: string;
  client: Client;
}

/** A client at the door of a directory: what the gates look at. */
export interface Visit extends Arrival {
  /** What the client says it is. */
  deviceType: DeviceType;
  /** As it was entered; where somebody comes back, the account's own name. */
  userName?: string | undefined;
}

/** A device that the directory trusts: SHA-256 fingerprints of its certificate and of the root that vouches for it. */
export interface DeviceProof {
  certificate: string;
  root: string;
}
