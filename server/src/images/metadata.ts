import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';

/** What an engine is told of an image. */
export interface ImageDescription {
  title: string;
  release: string;
  variant: string;
  version: string;
  created: Date;
}

/** Writes `metadata.tar` into `target`, by way of a file in `directory`. */
export async function packMetadata(
  directory: string,
  target: string,
  description: ImageDescription,
): Promise<void> {
  await writeFile(join(directory, 'metadata.yaml'), metadata(description));
  const archive = join(target, 'metadata.tar');
  await run('tar', ['--create', '--file', archive, '--directory', directory, 'metadata.yaml']);
}

function metadata({ title, release, variant, version, created }: ImageDescription): string {
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return [
    `architecture: ${architecture}`,
    `creation_date: ${Math.floor(created.getTime() / 1000)}`,
    'properties:',
    `  description: ${title}`,
    '  os: Debian',
    `  release: ${release}`,
    `  variant: ${variant}`,
    `  serial: "${version}"`,
    'templates: {}',
    '',
  ].join('\n');
}
