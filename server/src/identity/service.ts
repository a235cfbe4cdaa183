import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import iamConstraints from '../wire/models/iam.json' with { type: 'json' };
import stsConstraints from '../wire/models/sts.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type StsSdk = typeof stsSdk;
export type IamSdk = typeof iamSdk;

export const sts = defineService<StsSdk>({
  name: 'sts',
  title: 'AWS Security Token Service',
  sdk: stsSdk,
  signingName: 'sts',
  protocols: ['awsQuery'],
  query: { version: '2011-06-15', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  constraints: stsConstraints,
  globalRegion: 'us-east-1',
});

export const iam = defineService<IamSdk>({
  name: 'iam',
  title: 'AWS Identity and Access Management',
  sdk: iamSdk,
  signingName: 'iam',
  protocols: ['awsQuery'],
  query: { version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  constraints: iamConstraints,
  globalRegion: 'us-east-1',
  notes: {
    AttachRolePolicy: "AWS's managed policies for the services here; they are kept and not evaluated yet.",
    CreateRole: 'Roles are kept; nothing can assume them yet. Permissions boundaries are refused.',
  },
});
