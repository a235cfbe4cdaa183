import type { DirectoryDescription } from '@aws-sdk/client-directory-service';
import { type Directory, dnsAddresses } from '../model/directory.ts';
import { listDirectories } from '../store/directories.ts';
import type { DirectoriesOperation } from './deps.ts';
import { directoryNotFound } from './errors.ts';
import { readPage } from './paging.ts';

/** Tells of the account's directories: all, or those asked for. */
export const DescribeDirectories: DirectoriesOperation<'DescribeDirectories'> = async (
  context,
  input,
  deps,
) => {
  const directoryIds = input.DirectoryIds?.length ? [...new Set(input.DirectoryIds)] : undefined;
  if (directoryIds) {
    const found = await listDirectories(deps.database, context, {
      directoryIds,
      limit: directoryIds.length,
    });
    const known = new Set(found.map((directory) => directory.directoryId));
    const missing = directoryIds.find((directoryId) => !known.has(directoryId));
    if (missing !== undefined) throw directoryNotFound(context, missing);
  }
  const { items, nextToken } = await readPage(
    context,
    ['DescribeDirectories', directoryIds?.toSorted()],
    { nextToken: input.NextToken, limit: input.Limit },
    (page) => listDirectories(deps.database, context, { ...page, ...(directoryIds && { directoryIds }) }),
    (directory) => directory.directoryId,
  );
  return { DirectoryDescriptions: items.map(description), NextToken: nextToken };
};

function description(directory: Directory): DirectoryDescription {
  const alias = directory.directoryId;
  return {
    DirectoryId: directory.directoryId,
    Name: directory.name,
    ShortName: directory.shortName,
    Size: directory.size,
    Alias: alias,
    AccessUrl: `${alias}.awsapps.com`,
    Description: directory.description,
    DnsIpAddrs: dnsAddresses(directory),
    Stage: directory.stage,
    StageReason: directory.stageReason,
    LaunchTime: directory.createdAt,
    StageLastUpdatedDateTime: directory.stageUpdatedAt,
    Type: directory.type,
    VpcSettings: {
      VpcId: directory.vpcId,
      SubnetIds: [...directory.subnetIds],
      AvailabilityZones: [...directory.availabilityZones],
    },
    SsoEnabled: false,
    NetworkType: 'IPv4',
  };
}
