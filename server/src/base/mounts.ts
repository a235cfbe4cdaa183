import { readdir, readFile } from 'node:fs/promises';

/** A file system as it is mounted in this process's namespace. */
export interface Mount {
  /** The directory where it is. */
  target: string;
  /** Its device, such as `/dev/loop0`. */
  source: string;
}

/** All mounts, the earliest first: later ones may lie in earlier ones (proc(5), mountinfo). */
export async function mounts(): Promise<Mount[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [place = '', device = ''] = line.split(' - ');
    return {
      target: unescapeOctal(place.split(' ')[4] ?? ''),
      source: unescapeOctal(device.split(' ')[1] ?? ''),
    };
  });
}

/** A loop device that is in use, and the file behind it. */
export interface LoopDevice {
  device: string;
  file: string;
}

/** The loop devices of this host that have a file. */
export async function loopDevices(): Promise<LoopDevice[]> {
  const names = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const found = await Promise.all(
    names.map(async (name) => {
      // A device without a file has no such attribute, and one may go while we look.
      const file = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '');
      return { device: `/dev/${name}`, file: file.trimEnd() };
    }),
  );
  return found.filter(({ file }) => file !== '');
}

/** Mount tables write blanks and the like as three octal digits. */
function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
