import { z } from 'zod';

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const principal = z.union([
  z.literal('*'),
  z
    .strictObject({
      AWS: oneOrMore.optional(),
      Service: oneOrMore.optional(),
      Federated: oneOrMore.optional(),
      CanonicalUser: oneOrMore.optional(),
    })
    .refine((value) => Object.keys(value).length > 0),
]);

/** A trust policy says who may assume the role: it has principals, and no resources but the role itself. */
const statement = z
  .strictObject({
    Sid: z
      .string()
      .regex(/^[A-Za-z0-9]*$/)
      .optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principal.optional(),
    NotPrincipal: principal.optional(),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  })
  .refine((value) => (value.Principal === undefined) !== (value.NotPrincipal === undefined))
  .refine((value) => (value.Action === undefined) !== (value.NotAction === undefined))
  .refine((value) => [value.Action ?? value.NotAction ?? []].flat().every((action) => ACTION.test(action)));

/** `sts:AssumeRole`, with wildcards. */
const ACTION = /^(?:\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$/;

const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement).min(1)]),
});

/** Whether the text is a policy that a role's trust can be. */
export function isTrustPolicy(text: string): boolean {
  try {
    return document.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
