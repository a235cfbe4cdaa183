import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { frame } from './frame.ts';
import { networkReport } from './networkReport.ts';
import type { View } from './screen.ts';

const words = texts.network;

/** The network check before signing in. */
export function networkCheckView(): View<void> {
  const { promise: result, resolve } = Promise.withResolvers<void>();
  const report = networkReport();
  const back = button('link', words.back, () => resolve());
  return {
    element: frame(
      element('h1', {}, words.title),
      element('p', { class: 'lead' }, words.introduction),
      report.element,
      back,
    ),
    title: words.title,
    begin: () => {
      back.focus();
      void report.run();
    },
    result,
  };
}
