import { type QualityChoice, qualityChoices } from '../../quality.ts';
import { texts } from '../../texts.ts';
import { element } from '../element.ts';
import type { CurrentDesktop, Panel } from './panel.ts';

const words = texts.quality;

export interface QualityPanelOptions {
  desktop: CurrentDesktop;
  /** Remembers the choice for the next connection. */
  choose: (choice: QualityChoice) => void;
}

/** Sharp or fast, and which stream. */
export function qualityPanel({ desktop, choose }: QualityPanelOptions): Panel {
  const choices = qualityChoices.map((choice) => {
    const input = element('input', {
      type: 'radio',
      name: 'quality',
      id: `quality-${choice}`,
      value: choice,
    });
    input.addEventListener('change', () => {
      const current = desktop();
      if (current) current.quality = choice;
      choose(choice);
    });
    return { choice, input, label: element('label', { for: input.id }, words[choice]) };
  });
  const video = element('input', { type: 'checkbox', id: 'video-stream' });
  video.addEventListener('change', () => {
    const channels = desktop()?.channels;
    if (!video.checked) channels?.stopVideo();
    else
      void channels?.showVideo().catch(() => {
        video.checked = false;
      });
  });
  const roundTrip = element('p', { class: 'hint' });
  return {
    title: texts.desktop.display,
    element: element(
      'div',
      {},
      element(
        'fieldset',
        {},
        element('legend', {}, words.legend),
        ...choices.map(({ input, label }) => element('div', { class: 'check' }, input, label)),
      ),
      element('div', { class: 'check' }, video, element('label', { for: video.id }, words.video)),
      element('p', { class: 'hint' }, words.videoHint),
      roundTrip,
    ),
    opened: () => {
      const current = desktop();
      for (const { choice, input } of choices) input.checked = choice === current?.quality;
      video.checked = current?.channels.hasVideo ?? false;
      const measured = current?.roundTripMs;
      roundTrip.textContent =
        measured === undefined ? words.unknown : words.roundTrip(Math.max(1, Math.round(measured)));
    },
  };
}
