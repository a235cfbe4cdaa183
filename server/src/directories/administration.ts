import { ExpectedError } from '../base/expectedError.ts';

/**
 * What the life cycles of other rooms ask of a directory's controllers. The implementation (controllers/) needs
 * root on the engine's host, so only worker processes have one; roles/ hands it in.
 * Every function may throw {@link DirectoryUnavailableError} and {@link DirectoryRefusedError}.
 */
export interface DirectoryAdministration {
  /** The people in the directory by name; accounts that came with it (Administrator, Guest) are left out. */
  listUsers(directoryId: string): Promise<DirectoryUser[]>;
  /** The user, or undefined where the directory has none of that name. */
  findUser(directoryId: string, userName: string): Promise<DirectoryUser | undefined>;
  /** Makes the user with a password; one who exists is left as he is. */
  createUser(directoryId: string, user: NewDirectoryUser): Promise<void>;
  /** Gives the user a new password, and ends a lock-out. */
  setPassword(directoryId: string, userName: string, password: string): Promise<void>;
  /** Lets the user sign in, or keeps him from it. */
  setEnabled(directoryId: string, userName: string, enabled: boolean): Promise<void>;
  /**
   * Makes the machine account, or gives an existing one a new password.
   * @param computerName at most 15 characters
   * @param organizationalUnit distinguished name of where a new account goes; `CN=Computers` of the domain unless told
   */
  ensureMachineAccount(
    directoryId: string,
    computerName: string,
    organizationalUnit?: string,
  ): Promise<MachineAccount>;
  /** The names of all machine accounts but those of the controllers, upper case. */
  listMachineAccounts(directoryId: string): Promise<string[]>;
  /** None there counts as done. */
  deleteMachineAccount(directoryId: string, computerName: string): Promise<void>;
}

export interface DirectoryUser {
  /** As the directory spells it. */
  userName: string;
  distinguishedName: string;
  /** The last part of the security identifier; stable for the life of the user. */
  relativeId: number;
  mail: string | undefined;
  displayName: string | undefined;
  enabled: boolean;
}

export interface NewDirectoryUser {
  userName: string;
  password: string;
  mail?: string | undefined;
  givenName?: string | undefined;
  surname?: string | undefined;
}

/** What a desktop needs in order to be a member of the domain. */
export interface MachineAccount {
  computerName: string;
  /** Lower case, such as `corp.example.com`. */
  domainName: string;
  /** Such as `CORP`. */
  netbiosName: string;
  /** Upper case. */
  realm: string;
  /** MIT keytab file, base64. */
  keytab: string;
  /** IPv4 addresses of the domain controllers in the VPC: name servers and KDCs. */
  controllerAddresses: string[];
}

/** There is no such directory, it is not Active, or no controller answers: worth trying again later. */
export class DirectoryUnavailableError extends ExpectedError {
  override name = 'DirectoryUnavailableError';
}

/** The directory does not take what was asked of it; the message is a sentence for whoever asked. */
export class DirectoryRefusedError extends ExpectedError {
  override name = 'DirectoryRefusedError';
}
