import type { RegistrationAnswer, SignInAnswer, SignInChallenge } from '../access/model/api.ts';
import type { DeviceType } from '../base/deviceTypes.ts';
import { ConnectFailure } from './failure.ts';
import type { GatewayApi } from './gatewayApi.ts';
import type { Prompts } from './prompts.ts';

/** What is known before the user is asked. */
export interface SignInRequest {
  userName?: string | undefined;
  mfaCode?: string | undefined;
  deviceType: DeviceType;
}

export interface SignedIn extends SignInAnswer {
  /** As it was entered. */
  enteredName: string;
}

/** How often a person may mistype the password. */
const TRIES = 3;

/** The client's kind, by the system that it runs on; other systems count as the nearest of the API's names. */
export function deviceTypeOf(platform: NodeJS.Platform): DeviceType {
  if (platform === 'win32') return 'Windows';
  return platform === 'darwin' ? 'Osx' : 'Linux';
}

/**
 * Signs in, and asks for what is missing: user name, password, MFA code, and what a challenge wants.
 * @param say shows the user a sentence
 * @throws ConnectFailure when the user does not get in
 */
export async function signIn(
  api: GatewayApi,
  { registrationCode, directoryName, mfaRequired }: RegistrationAnswer,
  request: SignInRequest,
  prompts: Prompts,
  say: (sentence: string) => void,
): Promise<SignedIn> {
  const userName = request.userName ?? (await prompts.ask(`User name in ${directoryName}`));
  const { deviceType } = request;
  let { mfaCode } = request;
  for (let attempt = 1; ; attempt++) {
    const password = await prompts.askSecret(`Password of ${userName}`);
    if (mfaRequired) mfaCode ??= await prompts.askSecret('MFA code');
    const credentials = { registrationCode, userName, password, deviceType };
    try {
      const answer = await api.signIn({ ...credentials, ...(mfaRequired && { mfaCode }) });
      const admitted = await answered(api, answer, { registrationCode, deviceType }, prompts, say);
      return { ...admitted, enteredName: userName };
    } catch (error) {
      const mayTryAgain = error instanceof ConnectFailure && error.reason === 'SignInRejected';
      if (!mayTryAgain || !prompts.isInteractive || attempt === TRIES) throw error;
      say(error.message);
      mfaCode = undefined;
    }
  }
}

/** Answers challenges until there is none. */
async function answered(
  api: GatewayApi,
  first: SignInAnswer | SignInChallenge,
  to: { registrationCode: string; deviceType: DeviceType },
  prompts: Prompts,
  say: (sentence: string) => void,
): Promise<SignInAnswer> {
  let answer = first;
  while ('status' in answer) {
    if (answer.prompt) say(answer.prompt);
    const mfaCode = await prompts.askSecret('Code');
    answer = await api.signIn({ ...to, challengeToken: answer.challengeToken, mfaCode });
  }
  return answer;
}
