/** The stages of AWS that a Simple AD directory goes through here. */
export type Stage = 'Requested' | 'Creating' | 'Active' | 'Impaired' | 'Inoperable' | 'Failed' | 'Deleting';

/**
 * Where each stage may lead. A deletion is given up when an application still uses the directory by the time that
 * its turn comes, or when the host does not let it happen; hence the ways back.
 */
export const transitions: Readonly<Record<Stage, readonly Stage[]>> = {
  Requested: ['Creating', 'Failed', 'Deleting'],
  Creating: ['Active', 'Failed', 'Deleting'],
  Active: ['Impaired', 'Inoperable', 'Deleting'],
  Impaired: ['Active', 'Inoperable', 'Deleting'],
  Inoperable: ['Active', 'Impaired', 'Deleting'],
  Failed: ['Deleting'],
  Deleting: ['Active', 'Failed', 'Inoperable'],
};

/** The stages from which `stage` can be reached. */
export function stagesBefore(stage: Stage): Stage[] {
  return (Object.keys(transitions) as Stage[]).filter((from) => transitions[from].includes(stage));
}
