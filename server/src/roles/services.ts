import type { Sealer } from '../base/seal.ts';
import type { Settings } from '../config/settings.ts';
import type { Database } from '../database/database.ts';
import { operations as directoriesOperations } from '../directories/operations/index.ts';
import { directories } from '../directories/service.ts';
import { operations as extensionsOperations } from '../extensions/operations/index.ts';
import { alcove } from '../extensions/service.ts';
import { iamOperations, stsOperations } from '../identity/operations/index.ts';
import { iam, sts } from '../identity/service.ts';
import { cloudwatchOperations, logsOperations } from '../monitoring/operations/index.ts';
import { cloudwatch, logs } from '../monitoring/service.ts';
import { operations as networksOperations } from '../networks/operations/index.ts';
import { ec2 } from '../networks/service.ts';
import { operations as secretsOperations } from '../secrets/operations/index.ts';
import { secretsmanager } from '../secrets/service.ts';
import { type RegisteredService, register } from '../wire/service.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { operations as workspacesOperations } from '../workspaces/operations/index.ts';
import { workspaces } from '../workspaces/service.ts';
import { hostSize } from './hostSize.ts';
import { installationQuotas } from './quotas.ts';

/** What the operations of all services need, as the api process has it. */
export interface ServicesDeps {
  database: Database;
  sealer: Sealer;
  settings: Pick<
    Settings,
    | 'region.name'
    | 'network.elasticAddressPool'
    | 'network.managementCidr'
    | 'workspaces.quota'
    | 'workspaces.overcommit'
  >;
}

/** AWS's default for Simple AD directories of an account in a Region. */
const DIRECTORIES_MAX = 10;

/** Every service of the endpoint with the operations that are built. */
export function registerServices({ database, sealer, settings }: ServicesDeps): RegisteredService[] {
  const regions = [settings['region.name']];
  const elasticAddressPool = settings['network.elasticAddressPool'];
  return [
    register(workspaces, workspacesOperations, {
      database,
      queue,
      quotas: installationQuotas(settings),
      host: hostSize(settings),
      managementCidr: settings['network.managementCidr'],
    }),
    register(directories, directoriesOperations, {
      database,
      queue,
      sealer,
      directoriesMax: DIRECTORIES_MAX,
    }),
    register(ec2, networksOperations, { database, queue, elasticAddressPool, regions }),
    register(sts, stsOperations, { database }),
    register(iam, iamOperations, { database }),
    register(secretsmanager, secretsOperations, {}),
    register(logs, logsOperations, { database }),
    register(cloudwatch, cloudwatchOperations, { database }),
    register(alcove, extensionsOperations, { database }),
  ];
}
