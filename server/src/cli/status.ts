import { Command } from 'commander';
import { homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { apiUrl, gatewayUrl } from '../roles/addresses.ts';
import { serviceStatus } from '../supervisor/control.ts';

/** `alcove status`: what runs and where it is reached; exit code 3 when nothing runs, as service tools have it. */
export function statusCommand(): Command {
  return new Command('status')
    .description('show what runs and where it is reached')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      const service = await serviceStatus(home);
      if (service === undefined) process.exitCode = 3;
      const addresses = { home: home.path, api: apiUrl(values), gateway: gatewayUrl(values) };
      if (options.json) {
        process.stdout.write(
          `${JSON.stringify({ ...addresses, service: service ?? { state: 'stopped' } }, null, 2)}\n`,
        );
        return;
      }
      const lines = [
        `service    ${service ? `${service.state} (${service.detail}, pid ${service.pid})` : 'stopped'}`,
      ];
      for (const role of service?.roles ?? []) {
        lines.push(
          `${role.role.padEnd(10)} ${role.state}, pid ${role.pid ?? '-'}, restarted ${role.restarts} times`,
        );
      }
      lines.push(
        `state      ${addresses.home}`,
        `API        ${addresses.api}`,
        `gateway    ${addresses.gateway}`,
      );
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
