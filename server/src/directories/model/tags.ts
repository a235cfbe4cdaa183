export interface Tag {
  key: string;
  value: string;
}

/** AWS's limit for the tags of one resource. */
export const TAG_COUNT_MAX = 50;

/** What is wrong with the keys of a request, in words; undefined when nothing is. */
export function tagKeysFault(keys: readonly string[]): string | undefined {
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) return `The tag key ${reserved} is reserved for system use.`;
  if (new Set(keys).size !== keys.length) return 'Duplicate tag keys are not allowed.';
  return undefined;
}
