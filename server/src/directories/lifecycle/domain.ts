import { until } from '../../base/until.ts';
import { inTransaction } from '../../database/database.ts';
import type { StepAttempt } from '../../workflows/workflow.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { DirectoryRefusedError } from '../administration.ts';
import { isProvisioned, provisionDomain, startSamba, writeCertificate } from '../controllers/domain.ts';
import { setAdministratorPassword, setPasswordPolicy } from '../controllers/policy.ts';
import { probeController } from '../controllers/readiness.ts';
import { withSession } from '../controllers/session.ts';
import { administratorPasswordContext } from '../model/secrets.ts';
import { forgetAdministratorPassword, sealedAdministratorPassword } from '../store/directories.ts';
import type { LifecycleDeps } from './deps.ts';
import { startController } from './instance.ts';
import { controllerPlan } from './plan.ts';

const CERTIFICATE_DAYS = 3650;
const READY_INTERVAL_MS = 100;
const READY_TIMEOUT_MS = 60_000;

/** Makes the domain. Repeatable: an attempt that was cut off is swept away with everything that it still runs. */
export async function provision(
  deps: LifecycleDeps,
  directoryId: string,
  { mayHaveHappened, signal }: StepAttempt,
): Promise<void> {
  const { engine } = deps;
  const plan = await controllerPlan(deps.database, directoryId);
  const { instanceName, hostName, address } = plan.controller;
  const { domainName, shortName } = plan.directory;
  if (mayHaveHappened) {
    if (await isProvisioned(engine, instanceName)) return;
    await engine.stop(instanceName, { timeoutSeconds: 0 });
  }
  await startController(deps, plan, signal);
  await provisionDomain(engine, { instanceName, hostName, address, domainName, shortName }, signal);
}

/** Gives the controller a certificate and starts Samba, with the password policy. Repeatable. */
export async function startDomain(
  deps: LifecycleDeps,
  directoryId: string,
  { signal }: StepAttempt,
): Promise<void> {
  const { engine, authority } = deps;
  const plan = await controllerPlan(deps.database, directoryId);
  const { instanceName, hostName, address, managementAddress } = plan.controller;
  const { domainName } = plan.directory;
  const fullName = `${hostName}.${domainName}`;
  const certificate = await authority.issue({
    commonName: fullName.length <= 64 ? fullName : hostName,
    dnsNames: [domainName, fullName],
    ipAddresses: [address, managementAddress],
    days: CERTIFICATE_DAYS,
  });
  await startController(deps, plan, signal);
  await writeCertificate(engine, instanceName, certificate, authority.certificatePem);
  await startSamba(engine, instanceName, signal);
  // Its children open their sockets a moment after systemd has been told that it serves.
  await until(() => withSession(engine, { instanceName, domainName }, setPasswordPolicy), {
    intervalMs: READY_INTERVAL_MS,
    timeoutMs: READY_TIMEOUT_MS,
    signal,
  });
}

/** Gives the administrator his password, and forgets it here. Repeatable. */
export async function setAdministrator(
  deps: LifecycleDeps,
  directoryId: string,
  { signal }: StepAttempt,
): Promise<void> {
  const sealed = await sealedAdministratorPassword(deps.database, directoryId);
  if (!sealed) return;
  const password = deps.sealer.open(sealed, administratorPasswordContext(directoryId));
  const plan = await controllerPlan(deps.database, directoryId);
  const { instanceName } = plan.controller;
  const { domainName } = plan.directory;
  await startController(deps, plan, signal);
  try {
    await withSession(deps.engine, { instanceName, domainName }, (session) =>
      setAdministratorPassword(session, password),
    );
  } catch (error) {
    if (error instanceof DirectoryRefusedError) throw new FatalStepError(error.message, { cause: error });
    throw error;
  }
  await inTransaction(deps.database, (transaction) => forgetAdministratorPassword(transaction, directoryId));
}

/** Waits until the directory does all that its members need. */
export async function awaitReady(
  deps: LifecycleDeps,
  directoryId: string,
  { signal }: StepAttempt,
): Promise<void> {
  const plan = await controllerPlan(deps.database, directoryId);
  await startController(deps, plan, signal);
  const probed = { ...plan.controller, domainName: plan.directory.domainName };
  await until(() => probeController(deps.engine, probed, deps.authority.certificatePem), {
    intervalMs: READY_INTERVAL_MS,
    timeoutMs: READY_TIMEOUT_MS,
    signal,
  });
}
