import { expect, it } from 'vitest';
import { ProvisioningError, shownError } from './provisioningError.ts';

it('shows the code and sentence of a foreseen error', () => {
  const { message } = new ProvisioningError('ResourceNotFound.User', 'There is no user a: b.');
  expect(shownError({ message, cancelled: false, step: 'user' })).toEqual({
    ...{ code: 'ResourceNotFound.User', message: 'There is no user a: b.' },
  });
});

it('names the step of any other', () => {
  const { code, message } = shownError({ message: 'Not found', cancelled: false, step: 'volumes' });
  expect(code).toBe('ProvisioningFailed');
  expect(message).toContain('in the step volumes (Not found)');
});
