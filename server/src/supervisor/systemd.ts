import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { type Home, installationTag } from '../config/home.ts';
import { writeWhole } from './keys.ts';

/** The unit's name: installations in other state directories stand beside the usual one. */
function unitName(home: Home): string {
  return home.path === '/var/lib/alcove' ? 'alcove.service' : `alcove-${installationTag(home)}.service`;
}

function unitFile(home: Home): string {
  return `/etc/systemd/system/${unitName(home)}`;
}

/** Writes the unit with the settings of this environment, and starts it now and at every boot. */
export function startUnit(home: Home, node: string, main: string): void {
  writeWhole(unitFile(home), unit(home, node, main, process.env), 0o600);
  execFileSync('systemctl', ['daemon-reload']);
  execFileSync('systemctl', ['enable', '--now', unitName(home)]);
}

/** Stops and removes the unit; none there counts as done. */
export function removeUnit(home: Home): void {
  if (!existsSync(unitFile(home))) return;
  execFileSync('systemctl', ['disable', '--now', unitName(home)]);
  rmSync(unitFile(home));
  execFileSync('systemctl', ['daemon-reload']);
}

/** `KillMode=process`: the desktops outlive a restart of the service; the supervisor ends its own processes. */
export function unit(home: Home, node: string, main: string, environment: NodeJS.ProcessEnv): string {
  const settings = Object.entries({ ...environment, ALCOVE_HOME: home.path })
    .filter(([name, value]) => name.startsWith('ALCOVE_') && value !== undefined)
    .map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`);
  return `[Unit]
Description=Alcove (${home.path})
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
ExecStart=${quote(node)} ${quote(main)} supervisor
${settings.join('\n')}
KillMode=process
Delegate=yes
Restart=on-failure
TimeoutStopSec=120
LimitNOFILE=1048576

[Install]
WantedBy=multi-user.target
`;
}

/** systemd.syntax(7): double quotes, with backslashes and percent signs escaped. */
function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}
