import type { DirectoryDescription } from '@aws-sdk/client-directory-service';
import { type Directory, dnsAddresses } from '../model/directory.ts';
import { listDirectories } from '../store/directories.ts';
import { type Radius, radiusOf } from '../store/radius.ts';
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
  const radius = await radiusOf(
    deps.database,
    items.map(({ directoryId }) => directoryId),
  );
  const descriptions = items.map((directory) => ({
    ...description(directory),
    ...radiusDescription(radius.get(directory.directoryId)),
  }));
  return { DirectoryDescriptions: descriptions, NextToken: nextToken };
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

/** What is told of the RADIUS servers: never the secret. */
function radiusDescription(
  radius: Radius | undefined,
): Pick<DirectoryDescription, 'RadiusSettings' | 'RadiusStatus'> {
  if (!radius) return {};
  const { settings, status } = radius;
  return {
    RadiusSettings: {
      RadiusServers: [...settings.servers],
      RadiusServersIpv6: [...settings.serversIpv6],
      RadiusPort: settings.port,
      RadiusTimeout: settings.timeoutSeconds,
      RadiusRetries: settings.retries,
      AuthenticationProtocol: settings.protocol,
      DisplayLabel: settings.displayLabel,
      UseSameUsername: settings.useSameUserName,
    },
    RadiusStatus: status,
  };
}
