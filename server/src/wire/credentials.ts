/** What the wire must know of an access key to check a signature and to tell operations who signs. */
export interface Credentials {
  readonly secretAccessKey: string;
  /** Temporary credentials are only good together with this. */
  readonly sessionToken?: string;
  readonly expiresAt?: Date;
  readonly accountId: string;
  /** As {@link Principal.arn} and {@link Principal.userId}. */
  readonly principalArn: string;
  readonly principalUserId: string;
  /** Whether it is the installation's own key, whose calls are never throttled. */
  readonly isOperator: boolean;
}

/** Undefined for keys that do not exist or are not active. */
export type CredentialLookup = (accessKeyId: string) => Promise<Credentials | undefined>;
