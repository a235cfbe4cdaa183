/** What the sealed password of a directory's administrator is bound to. */
export function administratorPasswordContext(directoryId: string): string {
  return `directories.directory/${directoryId}/administrator_password`;
}
