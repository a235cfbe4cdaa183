import { median, range } from '../statistics.ts';
import { changes, type Measured } from './measure.ts';

export interface Results {
  date: string;
  machine: string;
  rounds: readonly { ours: Measured; floor: Measured }[];
}

const GOAL_SECONDS: Partial<Measured> = { provision: 12, resume: 2, restore: 15, rebuild: 15 };

const floors: Record<keyof Measured, string> = {
  provision: 'launch of the same image',
  stop: 'freeze',
  resume: 'thaw',
  snapshot: 'snapshot of the instance',
  reboot: 'stop and start',
  restore: 'stop, restore of a snapshot, start',
  rebuild: 'deletion and launch',
  migrate: 'launch of the same image',
  image: 'stop and publish',
};

/** The dated page: figures of one run, ratios beside the floor. */
export function report({ date, machine, rounds }: Results): string {
  const rows = changes.map((change) => {
    const ours = rounds.map((round) => round.ours[change]);
    const floor = rounds.map((round) => round.floor[change]);
    const ratio = median(rounds.map((round) => round.ours[change] / round.floor[change]));
    const goal = GOAL_SECONDS[change];
    const verdict = goal === undefined ? '' : `< ${goal} s: ${median(ours) < goal ? 'met' : 'missed'}`;
    return `| ${change} | ${median(ours).toFixed(2)} (${range(ours)}) | ${median(floor).toFixed(2)} (${floors[change]}) | ${ratio.toFixed(2)} | ${verdict} |`;
  });
  return `# The life of a WorkSpace, ${date}

Machine: ${machine}. Medians of ${rounds.length} rounds, the engine alone and the WorkSpace in turn. A change is
measured from the call of the API until the state is seen that it leads to, with the desktop's display answering; a
snapshot from the beginning to the end of the worker's run. The engine's own instance has the files of the same image, no
directory, no network and nobody who asks its display; its migration is a launch.

| change | Alcove, s | the engine alone, s | ratio | goal |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
