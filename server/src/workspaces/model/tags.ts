/** A tag as requests carry it. */
export interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

export const TAGS_PER_RESOURCE_MAX = 50;

/**
 * What is wrong with tags that somebody wants to set; undefined where nothing is.
 * Source: administration guide, "Tag Restrictions".
 */
export function tagsProblem(tags: readonly Tag[]): string | undefined {
  const keys = tags.map((tag) => tag.Key);
  if (new Set(keys).size < keys.length) return 'A tag key may be given only once in a request.';
  for (const { Key = '', Value = '' } of tags) {
    const problem =
      partProblem('key', Key, 127) ??
      partProblem('value', Value, 255) ??
      (Key === '' ? EMPTY_KEY : undefined);
    if (problem) return problem;
  }
  return undefined;
}

/** What is wrong with the keys of tags that somebody wants to take away. */
export function tagKeysProblem(keys: readonly string[]): string | undefined {
  return keys.some(isReserved) ? RESERVED : undefined;
}

const EMPTY_KEY = 'A tag key must not be empty.';
const RESERVED = 'Tag keys and values that begin with aws: are reserved.';

const isReserved = (text: string) => text.toLowerCase().startsWith('aws:');

function partProblem(part: 'key' | 'value', text: string, lengthMax: number): string | undefined {
  if ([...text].length > lengthMax) return `A tag ${part} may have ${lengthMax} characters at most.`;
  if (text !== text.trim()) return `A tag ${part} must not begin or end with a space.`;
  if (!/^[\p{L}\p{M}\p{N}\p{Zs}+\-=._:/@]*$/u.test(text)) {
    return `A tag ${part} may have letters, numbers, spaces and + - = . _ : / @ only.`;
  }
  return isReserved(text) ? RESERVED : undefined;
}
