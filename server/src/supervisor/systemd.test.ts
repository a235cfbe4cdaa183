import { expect, it } from 'vitest';
import { homeAt } from '../config/home.ts';
import { unit } from './systemd.ts';

it('starts the supervisor with the settings of the environment and nothing else of it', () => {
  const text = unit(homeAt('/srv/my desktops'), '/usr/bin/node', '/opt/alcove/main.js', {
    ALCOVE_API_HTTPS_PORT: '9443',
    ALCOVE_MAIL_FROM: '100% "Desk" <desk@example.com>',
    SECRET_OF_SHELL: 'x',
  });
  expect(text).toContain('ExecStart="/usr/bin/node" "/opt/alcove/main.js" supervisor\n');
  expect(text).toContain('Environment="ALCOVE_HOME=/srv/my desktops"\n');
  expect(text).toContain('Environment="ALCOVE_API_HTTPS_PORT=9443"\n');
  expect(text).toContain('Environment="ALCOVE_MAIL_FROM=100%% \\"Desk\\" <desk@example.com>"\n');
  expect(text).not.toContain('SECRET_OF_SHELL');
});
