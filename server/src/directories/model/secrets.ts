/** What the sealed secret that a directory shares with its RADIUS servers is bound to. */
export function radiusSecretContext(directoryId: string): string {
  return `directories.radius/${directoryId}/secret`;
}

/** What the sealed password of a directory's administrator is bound to. */
export function administratorPasswordContext(directoryId: string): string {
  return `directories.directory/${directoryId}/administrator_password`;
}
