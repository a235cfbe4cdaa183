import { newId } from '../../base/ids.ts';
import { inTransaction } from '../../database/database.ts';
import { findSubnets, type Subnet } from '../../networks/index.ts';
import type { Input, RequestContext } from '../../wire/operation.ts';
import { defaultShortName, isDomainName, isShortName } from '../model/names.ts';
import { administratorPasswordContext } from '../model/secrets.ts';
import { TAG_COUNT_MAX } from '../model/tags.ts';
import { createDirectory } from '../model/workflows.ts';
import type { DirectoriesSdk } from '../service.ts';
import { countDirectories, insertDirectory, lockDirectoryCount } from '../store/directories.ts';
import { putTags } from '../store/tags.ts';
import type { Deps, DirectoriesOperation } from './deps.ts';
import { clientError, directoryLimitExceeded, invalidParameter } from './errors.ts';
import { readTags } from './tagging.ts';

type Request = Input<DirectoriesSdk, 'CreateDirectory'>;

/** Makes a Simple AD directory: answers at once, and a workflow does the work. */
export const CreateDirectory: DirectoriesOperation<'CreateDirectory'> = async (context, input, deps) => {
  const names = readNames(context, input);
  if (input.NetworkType !== undefined && input.NetworkType !== 'IPv4') {
    throw invalidParameter(context, `The network type ${input.NetworkType} is not supported.`);
  }
  const tags = readTags(context, input.Tags);
  if (tags.length > TAG_COUNT_MAX) throw directoryLimitExceeded(context, 'Tag Limit is exceeding');
  const subnets = await readVpcSettings(context, input, deps);

  const directoryId = newId('d');
  const sealedPassword = deps.sealer.seal(input.Password ?? '', administratorPasswordContext(directoryId));
  await inTransaction(deps.database, async (transaction) => {
    await lockDirectoryCount(transaction, context);
    if ((await countDirectories(transaction, context)) >= deps.directoriesMax) {
      throw directoryLimitExceeded(
        context,
        `Directory limit exceeded. A maximum of ${deps.directoriesMax} directories may be created`,
      );
    }
    await insertDirectory(
      transaction,
      {
        directoryId,
        accountId: context.accountId,
        region: context.region,
        ...names,
        description: input.Description,
        size: input.Size ?? 'Small',
        type: 'SimpleAD',
        stage: 'Requested',
        createdAt: context.clock.now(),
        vpcId: input.VpcSettings?.VpcId ?? '',
        subnetIds: subnets.map((subnet) => subnet.subnetId),
        availabilityZones: subnets.map((subnet) => subnet.availabilityZone),
      },
      sealedPassword,
    );
    await putTags(transaction, directoryId, tags);
    await deps.queue.enqueue(transaction, createDirectory, directoryId, { directoryId });
  });
  return { DirectoryId: directoryId };
};

function readNames(context: RequestContext, input: Request): { name: string; shortName: string } {
  const name = input.Name ?? '';
  // The model's pattern also lets through names without a dot, and backslashes.
  if (!isDomainName(name)) {
    throw invalidParameter(context, `The directory name ${name} is not a fully qualified domain name.`);
  }
  const shortName = input.ShortName ?? defaultShortName(name);
  if (!isShortName(shortName)) {
    throw invalidParameter(
      context,
      `The short name ${shortName} is not a NetBIOS name of at most 15 letters, digits, hyphens and underscores.`,
    );
  }
  return { name, shortName };
}

/** The two subnets, in the order of the request; checked in the order and with the words of the service. */
async function readVpcSettings(context: RequestContext, input: Request, deps: Deps): Promise<Subnet[]> {
  const settings = input.VpcSettings;
  if (!settings) throw invalidParameter(context, 'VpcSettings must be specified.');
  const subnetIds = settings.SubnetIds ?? [];
  const found = await findSubnets(deps.database, context, subnetIds);
  const subnets = subnetIds.flatMap((id) => found.filter((subnet) => subnet.subnetId === id));
  const [first, second] = subnets;
  if (subnetIds.length !== 2 || !first || !second) {
    throw invalidParameter(
      context,
      'Invalid subnet ID(s). They must correspond to two subnets in different Availability Zones.',
    );
  }
  if (first.availabilityZone === second.availabilityZone) {
    throw clientError(
      context,
      'Invalid subnet ID(s). The two subnets must be in different Availability Zones.',
    );
  }
  if (subnets.some((subnet) => subnet.vpcId !== settings.VpcId)) {
    throw clientError(context, 'Invalid VPC ID.');
  }
  return subnets;
}
