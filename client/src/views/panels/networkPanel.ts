import { texts } from '../../texts.ts';
import { networkReport } from '../networkReport.ts';
import type { Panel } from './panel.ts';

/** The network check while a desktop is shown. */
export function networkPanel(): Panel {
  const report = networkReport();
  return { title: texts.network.title, element: report.element, opened: () => void report.run() };
}
