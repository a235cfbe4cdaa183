import type { Problem } from './problem.ts';

/** The service's own words for a WorkSpace whose user the directory does not have any more. */
export const userProblem: Problem = {
  code: 'InvalidUserConfiguration.Workspace',
  message: 'The user was either not found or is misconfigured.',
};
