import {
  checkNetwork,
  type Grade,
  gradeRoundTrip,
  gradeThroughput,
  type NetworkReport,
  roundTripMarks,
} from '../networkCheck.ts';
import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { Notice } from './notice.ts';

const words = texts.network;

/** The check of the network: a page before signing in, a panel of the toolbar afterwards. */
export interface NetworkReportView {
  element: HTMLElement;
  /** Measures, and shows what it has found. */
  run(): Promise<void>;
}

export function networkReport(): NetworkReportView {
  const status = new Notice('status', 'network-status');
  const list = element('dl', { class: 'facts' });
  const again = button('secondary', words.again, () => void run());
  async function run(): Promise<void> {
    again.disabled = true;
    status.show(words.running);
    const report = await checkNetwork(new URL(window.location.href));
    list.replaceChildren(...rows(report));
    status.clear();
    again.disabled = false;
  }
  return {
    element: element(
      'div',
      { class: 'network' },
      status.element,
      list,
      element('p', { class: 'hint' }, words.ports),
      again,
    ),
    run,
  };
}

function rows({ port, https, stream, roundTripMs, megabits }: NetworkReport): HTMLElement[] {
  const rounded = roundTripMs === undefined ? undefined : Math.max(1, Math.round(roundTripMs));
  const graded = (marks: readonly [number, number]) =>
    rounded === undefined ? undefined : gradeRoundTrip(rounded, marks);
  const reached = (isOpen: boolean) => (isOpen ? words.open : words.closed);
  return [
    row(words.port(port), reached(https), https ? 'good' : 'bad'),
    row(words.stream(port), reached(stream), stream ? 'good' : 'bad'),
    row(words.roundTrip, rounded === undefined ? words.unmeasured : words.milliseconds(rounded)),
    gradeRow(words.pcoip, graded(roundTripMarks.pcoip)),
    gradeRow(words.wsp, graded(roundTripMarks.wsp)),
    row(
      words.throughput,
      megabits === undefined ? words.unmeasured : words.megabits(Number(megabits.toPrecision(2))),
      megabits === undefined ? undefined : gradeThroughput(megabits),
    ),
  ].map((pair) => element('div', { class: 'fact' }, ...pair));
}

function gradeRow(name: string, grade: Grade | undefined): [HTMLElement, HTMLElement] {
  return row(name, grade ? words.grades[grade] : words.unmeasured, grade);
}

function row(name: string, value: string, grade?: Grade): [HTMLElement, HTMLElement] {
  return [element('dt', {}, name), element('dd', { class: grade && `grade ${grade}` }, value)];
}
