import { run } from './command.ts';

/** Where Debian's packages come from. */
export interface DebianArchive {
  /** Lines of a sources.list. */
  sources: readonly string[];
  /** Options of apt that reaching the archive takes, such as a proxy. */
  options: readonly string[];
}

const DEFAULT_MIRROR = 'http://deb.debian.org/debian';
const DEFAULT_SECURITY_MIRROR = 'http://deb.debian.org/debian-security';

/** Debian releases whose archive also holds the one that images are made of. */
const DEBIAN_SUITES =
  /^(bullseye|bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)(-updates|-security)?$/;

/** Options of the host's apt that hold for the same archive used from here. */
const INHERITED_OPTIONS = /^Acquire::(https?::|Check-Valid-Until |Check-Date |Retries |ForceIPv4 )/;

/** The archive that the host's own apt is configured for: the same mirrors where the host is a Debian, and its proxy. */
export async function hostArchive(suite: string): Promise<DebianArchive> {
  const [targets, configuration] = await Promise.all([
    run('apt-get', [
      'indextargets',
      '--format',
      '$(REPO_URI) $(RELEASE) $(COMPONENT)',
      'Created-By: Packages',
    ]),
    run('apt-config', ['dump']),
  ]);
  return { sources: sourcesFor(suite, targets), options: inheritedOptions(configuration) };
}

/**
 * The sources of a Debian release on the mirrors that the host uses.
 * @param targets the host's sources: address, suite and component
 */
export function sourcesFor(suite: string, targets: readonly string[]): string[] {
  const debian = targets
    .map((target) => target.split(' '))
    .filter(([, hostSuite = '', component]) => DEBIAN_SUITES.test(hostSuite) && component === 'main');
  const mirrorOf = (security: boolean) =>
    debian.find(([, hostSuite = '']) => hostSuite.endsWith('-security') === security)?.[0];
  const main = mirrorOf(false) ?? DEFAULT_MIRROR;
  const security = mirrorOf(true) ?? DEFAULT_SECURITY_MIRROR;
  return [
    `deb ${main} ${suite} main`,
    `deb ${main} ${suite}-updates main`,
    `deb ${security} ${suite}-security main`,
  ];
}

/** @param configuration the lines of `apt-config dump` */
export function inheritedOptions(configuration: readonly string[]): string[] {
  return configuration.filter((line) => INHERITED_OPTIONS.test(line)).map((line) => line.replace(/;$/, ''));
}
