/** The door of the workspaces room: what sign-in, streaming and the command line may ask of it. */

export { invitationLink } from './invitations/text.ts';
export type { DeviceAccess } from './model/deviceAccess.ts';
export type { HostSize } from './model/hostSize.ts';
export type { ImageCheckResult } from './model/imageChecks.ts';
export { addressAllowed } from './model/ipRules.ts';
export { isProblem, type Problem } from './model/problem.ts';
export {
  defaultQuotas,
  isQuotaName,
  QUOTA_MAX,
  type QuotaName,
  type Quotas,
  quotaNames,
  quotaRules,
} from './model/quotas.ts';
export type { SelfServiceRequest } from './model/selfService.ts';
export {
  allowsFromDesktop,
  allowsToDesktop,
  DEFAULT_SESSION_POLICY,
  type Direction,
  directions,
  type SessionPolicy,
  type SessionPolicyPart,
  sessionPolicyNumbers,
} from './model/sessionPolicy.ts';
export type { WorkspaceState } from './model/states.ts';
export {
  requestSelfService,
  type SelfServiceDeps,
  type SelfServiceRefusal,
  type SelfServiceView,
  viewSelfService,
} from './requests/selfService.ts';
export {
  importTrustedRoot,
  removeTrustedRoot,
  requireTrustedDevices,
  type TrustedDevices,
  trustedDevices,
} from './requests/trustedDevices.ts';
export { ADMISSION_TOPIC } from './store/admission.ts';
export { type Connection, recordConnection } from './store/connections.ts';
export {
  type Desktop,
  findDesktop,
  findWorkspaceOfUser,
  statesOf,
  type UserWorkspace,
} from './store/desktops.ts';
export { type DeviceRules, deviceRulesOf } from './store/deviceAccess.ts';
export { type Invitation, listInvitations } from './store/invitations.ts';
export { ipRulesOf } from './store/ipGroups.ts';
export { startForUser } from './store/power.ts';
export { quotasSet, quotasUsed, resetQuota, setQuota } from './store/quotas.ts';
export { findRegistration, type Registration, reconnectEnabled } from './store/registrations.ts';
export {
  changeSessionPolicy,
  policiesOfWorkspace,
  policiesOfWorkspaces,
  policyOfWorkspace,
  SESSION_POLICIES_TOPIC,
  sessionPolicyOf,
  sessionPolicyPart,
} from './store/sessionPolicies.ts';
export { trustedRootsOf } from './store/trustedRoots.ts';
export { type Usage, usageBetween } from './store/usage.ts';
export { STATES_TOPIC } from './store/workspaces.ts';
