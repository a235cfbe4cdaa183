/** The guide's sentence for a client that may not come in, wherever it is and whatever it is. */
const NOT_AUTHORIZED =
  'This device is not authorized to access the WorkSpace. Please contact your administrator for assistance.';

/** What can stand between a user and the desktop: HTTP status and the sentence that the user reads. */
export const problems = {
  // Sentences of the administration guide, as far as it has one.
  UnknownRegistrationCode: {
    status: 404,
    message:
      "Device can't connect to the registration service. Check your network settings. " +
      'Also check the registration code: it is in the mail that invited you.',
  },
  DeviceNotAuthorized: { status: 403, message: NOT_AUTHORIZED },
  DeviceTypeNotAllowed: { status: 403, message: NOT_AUTHORIZED },
  DeviceNotTrusted: { status: 403, message: NOT_AUTHORIZED },
  SignInRejected: {
    status: 401,
    message: 'The user name or the password is not right. Check both and try again.',
  },
  PasswordExpired: {
    status: 403,
    message: 'Your password has expired. Please contact your administrator for a new one.',
  },
  PasswordMustChange: {
    status: 403,
    message: 'Your password must be changed before you can sign in. Please contact your administrator.',
  },
  TooManyAttempts: {
    status: 429,
    message: 'There were too many failed attempts. Wait a moment and try again.',
  },
  DirectoryUnavailable: {
    status: 503,
    message:
      'Your directory does not answer at the moment, so nobody can sign in. Please try again in a few minutes.',
  },
  MfaCodeRequired: {
    status: 401,
    message: 'Your organisation asks for an MFA code besides the password. Enter both.',
  },
  // After the guide's chapter "Multi-factor Authentication (AD Connector)".
  MfaNotReady: {
    status: 503,
    message:
      'While multi-factor authentication is being set up, users cannot log in to their WorkSpaces. ' +
      'Please try again later, or contact your administrator.',
  },
  MfaUnavailable: {
    status: 503,
    message: 'Your MFA code cannot be checked at the moment. Please try again in a few minutes.',
  },
  ChallengeExpired: {
    status: 401,
    message: 'The code was not entered in time. Please sign in again.',
  },
  NoWorkspace: {
    status: 404,
    message: 'There is no WorkSpace for you in this directory. Please contact your administrator.',
  },
  WorkspaceUnhealthy: {
    status: 503,
    message:
      'WorkSpace Status: Unhealthy. We were unable to connect you to your WorkSpace. Please try again in a few minutes.',
  },
  WorkspaceFailed: {
    status: 503,
    message: 'Your WorkSpace could not be set up or started. Please contact your administrator.',
  },
  WorkspaceInMaintenance: {
    status: 503,
    message: 'Your WorkSpace is being maintained. Please try again later.',
  },
  WorkspaceSuspended: {
    status: 503,
    message: 'Your WorkSpace is suspended. Please contact your administrator.',
  },
  TakenOver: {
    status: 409,
    message: 'Your WorkSpace was opened from another place. Sign in to use it here.',
  },
  SessionEnded: { status: 401, message: 'Your session has ended. Please sign in again.' },
  ReconnectDisabled: {
    status: 401,
    message:
      'The connection to your desktop was lost. Please sign in again: your administrator asks for the password each time.',
  },
  SelfServiceNotPermitted: {
    status: 403,
    message: 'Your administrator has not permitted this. Please contact your administrator for assistance.',
  },
  ChangeTooSoon: { status: 409, message: 'This cannot be changed yet. Please try again later.' },
  WorkspaceBusy: {
    status: 409,
    message: 'Your WorkSpace cannot be changed in its present state. Please try again in a few minutes.',
  },
  ChangeNotPossible: { status: 400, message: 'Your WorkSpace cannot be changed like this.' },
  InvalidRequest: { status: 400, message: 'The request is not well-formed.' },
  RequestTooLarge: { status: 413, message: 'The request is too large.' },
  ForeignOrigin: { status: 403, message: 'The request comes from a page of another site.' },
  NotFound: { status: 404, message: 'There is nothing here.' },
  MethodNotAllowed: { status: 405, message: 'This address does not take the method.' },
  InternalError: {
    status: 500,
    message: 'Something went wrong on our side. Please try again in a few minutes.',
  },
} as const;

export type ProblemCode = keyof typeof problems;

/** Refuses a request with one of the {@link problems}. */
export class AccessProblem extends Error {
  override name = 'AccessProblem';
  readonly code: ProblemCode;
  /** When it makes sense to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, retryAfterSeconds?: number) {
    super(problems[code].message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
