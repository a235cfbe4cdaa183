import { readFileSync } from 'node:fs';
import type { RegistrationAnswer } from '../access/model/api.ts';
import { newVncPassword } from '../base/vncAuthentication.ts';
import { DesktopSession } from './desktopSession.ts';
import { ConnectFailure, exitCodes } from './failure.ts';
import { createGatewayApi, type GatewayAddress, type GatewayApi } from './gatewayApi.ts';
import type { Prompts } from './prompts.ts';
import { rememberedRegistrations, rememberRegistration } from './remembered.ts';
import type { Report } from './report.ts';
import { deviceTypeOf, signIn } from './signIn.ts';
import { completed, readGatewayUrl, readTarget } from './target.ts';
import { findViewer, startViewer, thisComputer, type Viewer } from './viewers.ts';

/** The options of `alcove connect`, as they are given. */
export interface ConnectOptions {
  gateway?: string | undefined;
  user?: string | undefined;
  ca?: string | undefined;
  certificate?: string | undefined;
  key?: string | undefined;
  port: number;
  /** A program that takes TigerVNC's options; false for none. */
  viewer?: string | boolean | undefined;
}

/** What `alcove connect` works with; tests give others. */
export interface Surroundings {
  prompts: Prompts;
  report: Report;
  /** Shows the person who is asked something a sentence. */
  say: (sentence: string) => void;
  /** Where registrations are remembered. */
  settingsFile: string;
  platform: NodeJS.Platform;
  signal: AbortSignal;
  /** The pause after a cut. */
  retryMs?: number;
}

/**
 * Signs in and shows the desktop until that is over.
 * @param text a registration code, a login link or the address in an invitation
 * @returns the exit code
 * @throws ConnectFailure
 */
export async function connect(
  text: string | undefined,
  options: ConnectOptions,
  around: Surroundings,
): Promise<number> {
  const { prompts, report } = around;
  const remembered = rememberedRegistrations(around.settingsFile);
  const given = readTarget(text);
  const gatewayUrl = options.gateway === undefined ? given.gatewayUrl : readGatewayUrl(options.gateway);
  const target = completed({ ...given, ...(gatewayUrl !== undefined && { gatewayUrl }) }, remembered);
  const url = target.gatewayUrl ?? readGatewayUrl(await prompts.ask('Address of the gateway'));
  const files = readFiles(options);
  const code = target.registrationCode ?? (await prompts.ask('Registration code'));
  const registration = await register({ url, ...files }, code);
  const gateway = withDevicePort({ url, ...files }, registration);
  const api = createGatewayApi(gateway);
  try {
    const request = {
      userName: options.user ?? target.userName,
      mfaCode: target.mfaCode,
      deviceType: deviceTypeOf(around.platform),
    };
    const { sessionToken, userName, desktop, enteredName } = await signIn(
      api,
      registration,
      request,
      prompts,
      around.say,
    );
    const { registrationCode } = registration;
    rememberRegistration(around.settingsFile, { gatewayUrl: url, registrationCode, userName: enteredName });
    report({ event: 'signedIn', userName });
    prompts.close();
    const password = newVncPassword();
    const session = new DesktopSession({
      ...{ api, gateway, sessionToken, password, report },
      port: options.port,
      viewer: starter(chosenViewer(options.viewer), password),
      signal: around.signal,
      ...(around.retryMs !== undefined && { retryMs: around.retryMs }),
    });
    await endWell(session.run(desktop), api, sessionToken);
    report({ event: 'ended', reason: 'CLIENT_CLOSED', message: 'Signed out. Your programs go on.' });
    return exitCodes.ended;
  } finally {
    prompts.close();
    api.close();
  }
}

async function register(gateway: GatewayAddress, registrationCode: string): Promise<RegistrationAnswer> {
  const api = createGatewayApi(gateway);
  try {
    return await api.register(registrationCode);
  } finally {
    api.close();
  }
}

/** Certificates of devices are shown at a port of their own, where the gateway has one. */
function withDevicePort(gateway: GatewayAddress, { devicePort }: RegistrationAnswer): GatewayAddress {
  if (gateway.certificatePem === undefined || devicePort === undefined) return gateway;
  const url = new URL(gateway.url);
  url.port = String(devicePort);
  return { ...gateway, url: url.origin };
}

/** Signs out, whatever the end: an answer does not matter any more. */
async function endWell(running: Promise<void>, api: GatewayApi, sessionToken: string): Promise<void> {
  try {
    await running;
  } finally {
    await api.signOut(sessionToken).catch(() => undefined);
  }
}

function readFiles({
  ca,
  certificate,
  key,
}: ConnectOptions): Pick<GatewayAddress, 'caPem' | 'certificatePem' | 'keyPem'> {
  if ((certificate === undefined) !== (key === undefined)) {
    throw new ConnectFailure('usage', 'CertificateWithoutKey', '--certificate and --key belong together.');
  }
  return { caPem: readPem(ca), certificatePem: readPem(certificate), keyPem: readPem(key) };
}

function readPem(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConnectFailure('usage', 'UnreadableFile', `${path} cannot be read: ${why}`);
  }
}

function chosenViewer(option: ConnectOptions['viewer']): Viewer | undefined {
  if (option === false) return undefined;
  if (typeof option === 'string') return { program: option, takesPasswordFile: true };
  return findViewer(thisComputer);
}

function starter(viewer: Viewer | undefined, password: string) {
  return viewer && { ...viewer, start: (port: number) => startViewer(viewer, port, password) };
}
