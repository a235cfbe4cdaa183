/**
 * Builds the web client into dist/, in the form that the gateway serves: index.html, files with a hash of their
 * content in their names under assets/, and compressed copies beside all that become smaller by it.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { texts } from './src/texts.ts';

const root = import.meta.dirname;
/** Somewhere else for tests, which leave alone what is being served. */
const dist = process.argv[2] ?? join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/styles/main.css'],
  outdir: join(dist, 'assets'),
  publicPath: '/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  // noVNC waits for its codecs at the top level of a module.
  target: 'es2022',
  minify: true,
  sourcemap: 'linked',
  // A worklet is an asset too: its import is its address.
  loader: { '.svg': 'file', '.worklet.js': 'file' },
  metafile: true,
  logLevel: 'warning',
});

const addressOf = addresses(metafile);
const page = readFileSync(join(root, 'index.html'), 'utf8')
  .replace('{{script}}', addressOf(/^main-.*\.js$/))
  .replace('{{style}}', addressOf(/^main-.*\.css$/))
  .replace('{{logo}}', addressOf(/^logo-.*\.svg$/));
writeFileSync(join(dist, 'index.html'), page);
writeFileSync(join(dist, 'alcove.webmanifest'), JSON.stringify(manifest(addressOf(/^logo-.*\.svg$/))));
writeFileSync(join(dist, 'licences.txt'), licences());
writeFileSync(join(dist, 'offline.html'), offlinePage());
await buildServiceWorker();
for (const folder of [dist, join(dist, 'assets')]) compress(folder);

/** Finds the address of the one built file whose name is like the pattern. */
function addresses({ outputs }: Metafile): (pattern: RegExp) => string {
  const names = Object.keys(outputs).map((path) => basename(path));
  return (pattern) => {
    const [name, another] = names.filter((candidate) => pattern.test(candidate));
    if (name === undefined || another !== undefined) throw new Error(`Not one file is like ${pattern}.`);
    return `/assets/${name}`;
  };
}

/** Lets the page be installed as an application of its own. */
function manifest(logo: string): object {
  const icons = [{ src: logo, type: 'image/svg+xml', sizes: 'any' }];
  // Behind the # a link does not leave the browser: there may be the code of a second factor in it.
  const protocol_handlers = [{ protocol: 'web+workspaces', url: '/#%s' }];
  return {
    ...{ name: 'Alcove', short_name: 'Alcove', id: '/', start_url: '/', scope: '/', display: 'standalone' },
    ...{ theme_color: '#1d4a58', background_color: '#f6f3ed', icons, protocol_handlers },
  };
}

/** What the service worker shows while there is no network: without a script, in the page's own style. */
function offlinePage(): string {
  const { product, offline } = texts;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${offline.title} · ${product}</title>
    <link rel="icon" type="image/svg+xml" href="${addressOf(/^logo-.*\.svg$/)}">
    <link rel="stylesheet" href="${addressOf(/^main-.*\.css$/)}">
  </head>
  <body>
    <main class="offline">
      <img src="${addressOf(/^logo-.*\.svg$/)}" alt="" width="64" height="64">
      <h1>${offline.title}</h1>
      <p class="lead">${offline.sentence}</p>
      <a class="primary" href="/">${offline.tryAgain}</a>
    </main>
  </body>
</html>
`;
}

/** It has the root of the page for its scope, and so no hash in its name. */
async function buildServiceWorker(): Promise<void> {
  const files = ['/offline.html', addressOf(/^main-.*\.css$/), addressOf(/^logo-.*\.svg$/)];
  await build({
    absWorkingDir: root,
    entryPoints: ['src/serviceWorker.ts'],
    outfile: join(dist, 'service-worker.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    define: { __OFFLINE_FILES__: JSON.stringify(files) },
    logLevel: 'warning',
  });
}

/** The Mozilla Public License wants whoever gets noVNC from us to learn where its sources are. */
function licences(): string {
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve('@novnc/novnc'))));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return [
    `This client contains noVNC ${version}, unmodified; its sources are at https://github.com/novnc/noVNC.`,
    read('LICENSE.txt'),
    read('docs/LICENSE.MPL-2.0'),
    read('vendor/pako/LICENSE'),
  ].join('\n\n');
}

function compress(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(folder, entry.name);
    const content = readFileSync(file);
    for (const [suffix, compressed] of [
      ['.br', brotliCompressSync(content)],
      ['.gz', gzipSync(content, { level: 9 })],
    ] as const) {
      if (compressed.length < content.length) writeFileSync(file + suffix, compressed);
    }
  }
}
