/** The door of the directories room: what the rooms above may ask of directories. */

export {
  type DirectoryAdministration,
  DirectoryRefusedError,
  DirectoryUnavailableError,
  type DirectoryUser,
  type MachineAccount,
  type NewDirectoryUser,
} from './administration.ts';
export { type Controller, type Directory, dnsAddresses } from './model/directory.ts';
export { USER_TICKET_LIFETIME_HOURS } from './model/kerberos.ts';
export { isComputerName } from './model/names.ts';
export type { Stage } from './model/stages.ts';
export { checkPassword, type PasswordCheck, type PasswordResult } from './passwords.ts';
export {
  type CodeCheck,
  type CodeQuestion,
  RadiusSecondFactor,
  type SecondFactor,
  type SecondFactorState,
} from './secondFactor.ts';
export { directoriesInStage, findDirectory, findDirectoryById, STAGE_TOPIC } from './store/directories.ts';
export { beginRelease, holdDirectory, releaseDirectory } from './store/holds.ts';
