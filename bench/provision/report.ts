import { median, range } from '../statistics.ts';
import type { Provisioned } from './measure.ts';

export type Round = Provisioned & { bareSeconds: number };

export interface Results {
  date: string;
  machine: string;
  /** With the images in the cache. */
  quickSetupSeconds: number;
  rounds: Round[];
  five: Round;
}

const GOAL_SECONDS = 12;
const GOAL_RATIO = 3;

/** The dated page: figures of one run, ratios beside the floor. */
export function report({ date, machine, quickSetupSeconds, rounds, five }: Results): string {
  const one = median(rounds.map((round) => round.seconds));
  const bare = median(rounds.map((round) => round.bareSeconds));
  const ratio = median(rounds.map((round) => round.seconds / round.bareSeconds));
  const met = one < GOAL_SECONDS && ratio <= GOAL_RATIO ? 'met' : 'missed';
  const steps = Object.keys(rounds[0]?.stepSeconds ?? {}).map((name) => {
    const seconds = median(rounds.map((round) => round.stepSeconds[name] ?? 0));
    return `| ${name} | ${seconds.toFixed(2)} |`;
  });
  return `# Provisioning, ${date}

Machine: ${machine}. Medians of ${rounds.length} rounds, the bare launch and the WorkSpace in turn.

| | CreateWorkspaces to AVAILABLE, s | bare launch of the same image by the engine, s | ratio |
| --- | --- | --- | --- |
| one | ${one.toFixed(2)} (${range(rounds.map((round) => round.seconds))}) | ${bare.toFixed(2)} (${range(rounds.map((round) => round.bareSeconds))}) | ${ratio.toFixed(2)} |
| five at once, the last | ${five.seconds.toFixed(2)} | ${five.bareSeconds.toFixed(2)} | ${(five.seconds / five.bareSeconds).toFixed(2)} |

Goal: under ${GOAL_SECONDS} s and at most ${GOAL_RATIO} times the bare launch: ${met}.

A whole quick-setup (start of the service, network, directory, user, desktop) with the images in the cache: ${quickSetupSeconds.toFixed(1)} s.

| step of one | median, s |
| --- | --- |
${steps.join('\n')}
`;
}
