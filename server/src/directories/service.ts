import * as directoriesSdk from '@aws-sdk/client-directory-service';
import directoriesConstraints from '../wire/models/ds.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type DirectoriesSdk = typeof directoriesSdk;

export const directories = defineService<DirectoriesSdk>({
  name: 'ds',
  title: 'AWS Directory Service',
  sdk: directoriesSdk,
  signingName: 'ds',
  protocols: ['awsJson1_1'],
  jsonTarget: 'DirectoryService_20150416',
  constraints: directoriesConstraints,
  notes: {
    CreateDirectory: 'Simple AD with one domain controller, in the first subnet. IPv4 only.',
    DescribeDirectories:
      'DnsIpAddrs has one address while there is one controller. No SecurityGroupId: controllers have no security group yet.',
    EnableRadius:
      'For Simple AD, where AWS has it for AD Connector and Microsoft AD. Servers are asked from the host.',
    DeleteDirectory:
      'Accepted, and carried out in order, while the directory is being created or deregistered from WorkSpaces.',
    GetDirectoryLimits: 'The limits of kinds of directories that cannot be made yet are 0.',
  },
});
