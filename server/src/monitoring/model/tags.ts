/** A tag that cannot be set; `message` is for the caller. */
export class TagError extends Error {
  override name = 'TagError';
}

const TAGS_MAX = 50;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

/** @throws TagError where a key or value is not allowed, a key stands twice, or there are too many */
export function checkedTags(
  entries: readonly (readonly [key: string, value: string])[],
): Record<string, string> {
  if (entries.length > TAGS_MAX) throw new TagError(`A resource has at most ${TAGS_MAX} tags.`);
  const tags = new Map<string, string>();
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > KEY_LENGTH_MAX) {
      throw new TagError(`Tag keys have 1 to ${KEY_LENGTH_MAX} characters.`);
    }
    if (key.toLowerCase().startsWith('aws:'))
      throw new TagError("Tag keys beginning with 'aws:' are reserved.");
    if (value.length > VALUE_LENGTH_MAX) {
      throw new TagError(`Tag values have at most ${VALUE_LENGTH_MAX} characters.`);
    }
    if (tags.has(key)) throw new TagError(`The tag key '${key}' is given twice.`);
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}
