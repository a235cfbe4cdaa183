import type { EngineApi } from './api.ts';
import { orUndefined, unwrap } from './api.ts';
import { EngineError, type GuestDirectory, type GuestFile } from './engine.ts';
import { instancePath } from './instances.ts';

/** What a guest may make us read at once. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** The prefix of the engine's own headers. */
export type HeaderPrefix = 'x-lxd-' | 'x-incus-';

/** See Engine.writeFile. */
export async function writeFile(
  api: EngineApi,
  prefix: HeaderPrefix,
  name: string,
  file: GuestFile,
): Promise<void> {
  const headers = ownership(prefix, file, 0o644);
  // The engine leaves owner and mode of a file that exists as they are.
  await orUndefined(api.call('DELETE', filePath(name, file.path)));
  await api.send('POST', filePath(name, file.path), {
    headers: { ...headers, [`${prefix}type`]: 'file', [`${prefix}write`]: 'overwrite' },
    body: file.content,
  });
}

/** One that exists is left as it is. */
export async function makeDirectory(
  api: EngineApi,
  prefix: HeaderPrefix,
  name: string,
  directory: GuestDirectory,
): Promise<void> {
  const headers = { ...ownership(prefix, directory, 0o755), [`${prefix}type`]: 'directory' };
  await api.send('POST', filePath(name, directory.path), { headers });
}

/** @throws EngineError where the path is not a file */
export async function readFile(
  api: EngineApi,
  prefix: HeaderPrefix,
  name: string,
  path: string,
): Promise<Buffer | undefined> {
  const answer = await api.transport.request('GET', filePath(name, path), { answerBytesMax: FILE_BYTES_MAX });
  if (answer.status === 404) {
    // Also the answer where the instance is missing, which is another matter.
    await api.call('GET', instancePath(name));
    return undefined;
  }
  if (answer.status !== 200) unwrap(answer);
  const type = answer.headers[`${prefix}type`];
  if (type !== 'file') throw new EngineError(`${path} in ${name} is a ${type}, not a file.`, 400);
  return answer.body;
}

function filePath(name: string, path: string): string {
  return `${instancePath(name)}/files?path=${encodeURIComponent(path)}`;
}

function ownership(prefix: HeaderPrefix, item: Omit<GuestDirectory, 'path'>, mode: number) {
  return {
    [`${prefix}uid`]: String(item.uid ?? 0),
    [`${prefix}gid`]: String(item.gid ?? 0),
    [`${prefix}mode`]: (item.mode ?? mode).toString(8).padStart(4, '0'),
    'content-type': 'application/octet-stream',
  };
}
