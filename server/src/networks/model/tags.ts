import type { TagSpecification } from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, required } from './errors.ts';
import type { ResourceKind } from './kinds.ts';

export interface Tag {
  Key: string;
  Value: string;
}

type LooseTag = { Key?: string | undefined; Value?: string | undefined };

const TAGS_MAX = 50;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

/** The tags that a create operation gives the new resource. */
export function specifiedTags(
  kind: ResourceKind,
  specifications: readonly TagSpecification[] | undefined,
): Tag[] {
  const [specification, another] = specifications ?? [];
  if (!specification) return [];
  const type = required<string>(specification.ResourceType, 'TagSpecification.ResourceType');
  // `nat-gateway` is not in EC2's model, but in scripts that people have: taken for what it means.
  const meant = type === 'nat-gateway' ? 'natgateway' : type;
  if (meant !== kind.resourceType) {
    throw invalidValue(`'${type}' is not a valid taggable resource type for this operation.`);
  }
  if (another) {
    throw invalidValue('The same resource type may not be specified more than once in tag specifications');
  }
  if (!specification.Tags?.length) throw invalidValue('Tag specification must have at least one tag');
  return validTags(specification.Tags);
}

/** @throws ApiError where a key or value is not allowed, or a key stands twice */
export function validTags(tags: readonly LooseTag[]): Tag[] {
  const seen = new Set<string>();
  return tags.map((tag) => {
    const key = tag.Key ?? '';
    const value = tag.Value ?? '';
    if (key === '') throw new ApiError('InvalidTagKey.Malformed', 'Tag keys cannot be empty or null');
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    }
    if ([...key].length > KEY_LENGTH_MAX) {
      throw invalidValue(`Tag key exceeds the maximum length of ${KEY_LENGTH_MAX} characters`);
    }
    if ([...value].length > VALUE_LENGTH_MAX) {
      throw invalidValue(`Tag value exceeds the maximum length of ${VALUE_LENGTH_MAX} characters`);
    }
    if (seen.has(key)) throw invalidValue(`Duplicate tag key '${key}' specified.`);
    seen.add(key);
    return { Key: key, Value: value };
  });
}

/** @param keys of all tags that the resource is to have */
export function checkTagCount(keys: ReadonlySet<string>): void {
  if (keys.size > TAGS_MAX) {
    throw new ApiError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  }
}
