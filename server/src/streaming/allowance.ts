import { allowsFromDesktop, allowsToDesktop, type SessionPolicy } from '../workspaces/index.ts';
import type { Allowance } from './model/messages.ts';

/** What a client is told of its policy; of one that is not known, that nothing is allowed. */
export function allowanceOf(policy: SessionPolicy | undefined): Allowance {
  const { clipboard = 'OFF', fileTransfer = 'OFF' } = policy ?? {};
  return {
    clipboardToDesktop: allowsToDesktop(clipboard),
    clipboardFromDesktop: allowsFromDesktop(clipboard),
    filesToDesktop: allowsToDesktop(fileTransfer),
    filesFromDesktop: allowsFromDesktop(fileTransfer),
    printing: policy?.printing ?? false,
    microphone: policy?.audioIn ?? false,
    timeZone: policy?.timeZoneRedirection ?? false,
  };
}
