import type { Choice, SelfServiceAnswer } from '../../../../server/src/access/model/selfServiceApi.ts';
import { type SelfServiceRequest, sentenceOf } from '../../api.ts';
import { texts } from '../../texts.ts';
import { button } from '../button.ts';
import { element } from '../element.ts';
import { Notice } from '../notice.ts';
import type { Panel } from './panel.ts';

const words = texts.selfService;

export type AskSelfService = (request: SelfServiceRequest) => Promise<SelfServiceAnswer>;

/** What users may do with their WorkSpaces themselves, as far as the directory permits it. */
export function selfServicePanel(ask: AskSelfService): Panel {
  const holder = element('div', { class: 'self-service' });
  const problem = new Notice('problem');
  const status = new Notice('status', 'panel-status');
  const run = async (request: SelfServiceRequest) => {
    problem.clear();
    status.show(words.loading);
    try {
      show(await ask(request));
      if (request.action === 'show') status.clear();
      else status.show(words.done);
    } catch (error) {
      status.clear();
      problem.show(sentenceOf(error));
    }
  };
  const show = (answer: SelfServiceAnswer) =>
    holder.replaceChildren(...parts(answer, (request) => void run(request)));
  return {
    title: texts.desktop.selfService,
    element: element('div', {}, problem.element, holder, status.element),
    opened: () => void run({ action: 'show' }),
  };
}

type Run = (request: SelfServiceRequest) => void;

function parts(answer: SelfServiceAnswer, run: Run): HTMLElement[] {
  const { permissions, choices } = answer;
  const sizes = (now: number, offered: Choice<number>[], volume: 'root' | 'user', name: string) =>
    select(
      name,
      now,
      offered,
      (size) => words.gib(size),
      (sizeGib) => run({ action: 'volume', volume, sizeGib }),
    );
  const offered = [
    permissions.restartWorkspace &&
      confirmed(words.restart, words.restartHint, () => run({ action: 'restart' })),
    permissions.increaseVolumeSize &&
      sizes(answer.rootVolumeGib, choices.rootVolumeGib, 'root', words.rootVolume),
    permissions.increaseVolumeSize &&
      sizes(answer.userVolumeGib, choices.userVolumeGib, 'user', words.userVolume),
    permissions.changeComputeType &&
      select(words.computeType, answer.computeType, choices.computeType, String, (computeType) =>
        run({ action: 'compute-type', computeType }),
      ),
    permissions.switchRunningMode &&
      select(words.runningMode, answer.runningMode, choices.runningMode, String, (runningMode) =>
        run({ action: 'running-mode', runningMode }),
      ),
    permissions.rebuildWorkspace &&
      confirmed(words.rebuild, words.rebuildHint, () => run({ action: 'rebuild' })),
  ].filter((part) => part !== false);
  if (offered.length === 0) return [element('p', {}, words.nothing)];
  return [element('p', { class: 'hint' }, words.now(answer.state)), ...offered];
}

/** A choice among values, of which some are possible only later. */
function select<T extends string | number>(
  name: string,
  now: T,
  offered: readonly Choice<T>[],
  text: (value: T) => string,
  change: (value: T) => void,
): HTMLElement {
  const id = `choice-${name.toLowerCase().replaceAll(' ', '-')}`;
  const list = element('select', { id }, element('option', { value: '' }, words.current(text(now))));
  for (const [index, { value, waitSeconds }] of offered.entries()) {
    if (value === now) continue;
    const label = waitSeconds > 0 ? words.later(text(value), duration(waitSeconds)) : text(value);
    list.append(element('option', { value: String(index), disabled: waitSeconds > 0 }, label));
  }
  const apply = button('chip', words.change, () => {
    const chosen = list.value === '' ? undefined : offered[Number(list.value)];
    if (chosen) change(chosen.value);
  });
  apply.setAttribute('aria-label', `${words.change}: ${name}`);
  return element('div', { class: 'choice-row' }, element('label', { for: id }, name), list, apply);
}

/** An action that is asked about twice. */
function confirmed(name: string, hint: string, action: () => void): HTMLElement {
  const row = element('div', { class: 'confirmed' });
  const first = button('secondary', name, () => {
    const yes = button('chip danger', words.yes, action);
    const no = button('chip', words.no, reset);
    row.replaceChildren(element('span', { role: 'alert' }, words.confirm(name)), yes, no);
    no.focus();
  });
  const reset = () => {
    row.replaceChildren(first, element('p', { class: 'hint' }, hint));
  };
  reset();
  return row;
}

function duration(seconds: number): string {
  return seconds >= 3600 ? words.hours(Math.ceil(seconds / 3600)) : words.minutes(Math.ceil(seconds / 60));
}
