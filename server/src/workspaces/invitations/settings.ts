/** How invitations reach users. */
export interface InvitationSettings {
  /** `smtp://` or `smtps://` URL of the server that sends them; undefined: they are written to the outbox folder. */
  smtpUrl: string | undefined;
  /** Sender, such as `Alcove <alcove@example.com>`. */
  from: string;
  /** Where `<workspaceId>.eml` files go when no server is set, or when the user has no mail address. */
  outboxDirectory: string;
  /** Where users find the gateway, such as `https://desktops.example.com`. */
  gatewayUrl: string;
}
