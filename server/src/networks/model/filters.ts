import type { Filter } from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, required } from './errors.ts';
import { wildcard } from './wildcard.ts';

/** What a resource has under a filter's name: one value, several, or none. */
export type FilterValue = string | number | boolean | undefined;
export type FilterField<R> = (resource: R) => FilterValue | readonly FilterValue[];

type LooseTags = readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;

/** What EC2 describes carries its tags under one of two names. */
interface Tagged {
  Tags?: LooseTags;
  TagSet?: LooseTags;
}

const FILTERS_MAX = 50;
const VALUES_MAX = 200;

/**
 * What EC2 makes of a request's filters: every filter must match, and one does when any of its values matches any
 * of the resource's. Values may hold `*` and `?`; a backslash takes their meaning away. All is case-sensitive.
 * @param fields the filters that the operation has beside `tag:<key>` and `tag-key`, which all have
 */
export function matcher<R extends object>(
  filters: readonly Filter[] | undefined,
  fields: Readonly<Record<string, FilterField<R>>>,
): (resource: R) => boolean {
  const list = filters ?? [];
  if (list.length > FILTERS_MAX) throw tooMany(`The maximum number of filters is ${FILTERS_MAX}`);
  const tests = list.map((filter) => filterTest(filter, fields));
  return (resource) => tests.every((test) => test(resource));
}

function filterTest<R extends object>(filter: Filter, fields: Readonly<Record<string, FilterField<R>>>) {
  const name = required(filter.Name, 'Filter.Name');
  const field = fieldOf(name, fields);
  const values = filter.Values ?? [];
  if (values.length === 0) throw invalidValue(`The filter '${name}' must have at least one value`);
  if (values.length > VALUES_MAX) throw tooMany(`The maximum number of values of a filter is ${VALUES_MAX}`);
  const patterns = values.map(wildcard);
  return (resource: R) =>
    [field(resource)]
      .flat()
      .some((value) => value !== undefined && patterns.some((matches) => matches(String(value))));
}

function fieldOf<R extends object>(
  name: string,
  fields: Readonly<Record<string, FilterField<R>>>,
): FilterField<R> {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (resource) => tagsOf(resource).find((tag) => tag.Key === key)?.Value;
  }
  if (name === 'tag-key') return (resource) => tagsOf(resource).map((tag) => tag.Key);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) throw invalidValue(`The filter '${name}' is invalid`);
  return field;
}

function tagsOf(resource: object): NonNullable<LooseTags> {
  const { Tags, TagSet }: Tagged = resource;
  return Tags ?? TagSet ?? [];
}

function tooMany(message: string): ApiError {
  return new ApiError('FilterLimitExceeded', message);
}
