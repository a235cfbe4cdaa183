import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { apiUrl } from '../roles/addresses.ts';
import { authorityCertificateFile, writeWhole } from '../supervisor/keys.ts';
import { readRootKey } from '../supervisor/root-key.ts';

const run = promisify(execFile);

/** `alcove env`: what a shell exports so that the plain AWS CLI and SDKs speak to this installation. */
export function envCommand(): Command {
  return new Command('env')
    .description('print exports for the AWS CLI, SDKs and Terraform: eval "$(./alcove env)"')
    .option('--json', 'as JSON')
    .option('--cli <path>', 'the AWS CLI that will be used', 'aws')
    .action(async (options: { json?: boolean; cli: string }) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      const exports = await clientEnvironment(home, values, options.cli);
      process.stdout.write(options.json ? `${JSON.stringify(exports, null, 2)}\n` : shellLines(exports));
    });
}

/** @param cli the AWS CLI whose abilities decide how it is told the endpoint */
export async function clientEnvironment(
  home: Home,
  settings: Settings,
  cli: string,
): Promise<Record<string, string>> {
  const key = readRootKey(home);
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_REGION: settings['region.name'],
    AWS_DEFAULT_REGION: settings['region.name'],
    AWS_ENDPOINT_URL: apiUrl(settings),
    AWS_CA_BUNDLE: authorityCertificateFile(home),
    NODE_EXTRA_CA_CERTS: authorityCertificateFile(home),
    AWS_CONFIG_FILE: writeCliConfig(home, settings, await needsEndpointPlugin(cli)),
    AWS_SHARED_CREDENTIALS_FILE: join(home.aws, 'credentials'),
    AWS_PAGER: '',
  };
}

/** Version 2 of the AWS CLI reads AWS_ENDPOINT_URL from 2.13 on; Debian 12 has 2.9. */
async function needsEndpointPlugin(cli: string): Promise<boolean> {
  try {
    const { stdout } = await run(cli, ['--version'], { timeout: 20_000 });
    const version = /^aws-cli\/2\.(\d+)\./.exec(stdout);
    return version !== null && Number(version[1]) < 13;
  } catch {
    return false; // No CLI there: the exports serve the SDKs.
  }
}

/** A plug-in of the AWS CLI 2 that gives `--endpoint-url` its default from the environment. */
const ENDPOINT_PLUGIN = `import os


def set_endpoint(parsed_args, **kwargs):
    if parsed_args.endpoint_url is None:
        parsed_args.endpoint_url = os.environ.get('AWS_ENDPOINT_URL')


def awscli_initialize(cli):
    cli.register('top-level-args-parsed', set_endpoint)
`;

function writeCliConfig(home: Home, settings: Settings, withPlugin: boolean): string {
  const plugins = join(home.aws, 'plugins');
  writeWhole(join(plugins, 'alcove_endpoint.py'), ENDPOINT_PLUGIN, 0o644);
  const section = withPlugin
    ? `[plugins]\ncli_legacy_plugin_path = ${plugins}\nendpoint = alcove_endpoint\n`
    : '';
  const path = join(home.aws, withPlugin ? 'config-with-plugin' : 'config');
  const region = settings['region.name'];
  writeWhole(path, `[default]\nregion = ${region}\noutput = json\ncli_pager =\n${section}`, 0o644);
  return path;
}

function shellLines(exports: Record<string, string>): string {
  const lines = Object.entries(exports).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return `${lines.join('\n')}\nunset AWS_PROFILE AWS_SESSION_TOKEN\n`;
}
