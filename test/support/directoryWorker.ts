import { text } from 'node:stream/consumers';
import { type LabAccess, openLab } from './directoryLab.ts';

/**
 * A worker process that kills itself at a boundary. Reads from standard input the lab's access and where to die:
 * `{"access": …, "step": "provision", "phase": "after"}`; `during` is a second after the step's beginning.
 */
const order = JSON.parse(await text(process.stdin)) as { access: LabAccess; step: string; phase: string };

const lab = await openLab(order.access);
const die = () => process.kill(process.pid, 'SIGKILL');
await lab.startWorker(({ step, phase, undo }) => {
  if (step !== order.step || undo) return;
  if (phase === order.phase) die();
  if (order.phase === 'during' && phase === 'before') setTimeout(die, 1000);
});
