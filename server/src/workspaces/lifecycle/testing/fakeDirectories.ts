import type { DirectoryUser, MachineAccount, NewDirectoryUser } from '../../../directories/index.ts';
import type { DesktopDirectories } from '../deps.ts';
import type { Faults } from './faults.ts';

/** All directories in memory, with the same users. */
export class FakeDirectories implements DesktopDirectories {
  readonly users = new Map<string, DirectoryUser>();
  readonly passwords = new Map<string, string>();
  readonly computers = new Set<string>();
  /** Where the accounts of computers were made. */
  readonly organizationalUnits = new Map<string, string | undefined>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  addUser(userName: string, mail?: string): void {
    this.users.set(userName.toLowerCase(), {
      userName,
      distinguishedName: `CN=${userName},CN=Users,DC=corp,DC=example,DC=com`,
      relativeId: 1000 + this.users.size,
      mail,
      displayName: undefined,
      enabled: true,
    });
  }

  findUser(_directoryId: string, userName: string): Promise<DirectoryUser | undefined> {
    return this.#faults.around('findUser', userName, () => this.users.get(userName.toLowerCase()));
  }

  createUser(_directoryId: string, user: NewDirectoryUser): Promise<void> {
    return this.#faults.around('createUser', user.userName, () => {
      if (this.users.has(user.userName.toLowerCase())) return;
      this.addUser(user.userName);
      this.passwords.set(user.userName, user.password);
    });
  }

  ensureMachineAccount(
    _directoryId: string,
    computerName: string,
    organizationalUnit?: string,
  ): Promise<MachineAccount> {
    return this.#faults.around('ensureMachineAccount', computerName, () => {
      if (!this.computers.has(computerName)) this.organizationalUnits.set(computerName, organizationalUnit);
      this.computers.add(computerName);
      return {
        computerName,
        domainName: 'corp.example.com',
        netbiosName: 'CORP',
        realm: 'CORP.EXAMPLE.COM',
        keytab: Buffer.from(`keytab of ${computerName}`).toString('base64'),
        controllerAddresses: ['10.0.1.10'],
      };
    });
  }

  async listMachineAccounts(): Promise<string[]> {
    return [...this.computers];
  }

  deleteMachineAccount(_directoryId: string, computerName: string): Promise<void> {
    return this.#faults.around('deleteMachineAccount', computerName, () => {
      this.computers.delete(computerName);
    });
  }
}
