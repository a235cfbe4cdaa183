import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { AccessProblem, securityHeaders, sendProblem } from '../access/index.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The build puts a compressed copy beside each file that becomes smaller by it. In the order of preference. */
const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

/** Names below this folder have a hash of the content in them: they never change. */
const HASHED_FOLDER = '/assets/';

interface Variant {
  content: Buffer;
  etag: string;
}

interface StaticFile {
  contentType: string;
  isHashed: boolean;
  plain: Variant;
  encoded: Map<string, Variant>;
}

/** The files of the built web client, kept in memory: a request can only ever reach what was there at the start. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>;

  /** @throws Error when the client has not been built */
  constructor(directory: string) {
    if (!existsSync(join(directory, 'index.html'))) {
      throw new Error(`The web client is not in ${directory}; "npm run build -w client" builds it.`);
    }
    this.#files = load(directory);
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const file = this.#files.get(path === '/' ? '/index.html' : path);
    if (!file) {
      sendProblem(response, new AccessProblem('NotFound'));
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      sendProblem(response, new AccessProblem('MethodNotAllowed'));
      return;
    }
    const encoding = acceptedEncoding(request, file);
    const variant = (encoding && file.encoded.get(encoding)) || file.plain;
    const headers = {
      ...securityHeaders,
      'content-type': file.contentType,
      'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: variant.etag,
      vary: 'accept-encoding',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    };
    if (matches(request.headers['if-none-match'], variant.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': variant.content.length });
    response.end(request.method === 'HEAD' ? undefined : variant.content);
  }
}

function load(directory: string): Map<string, StaticFile> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.replace(/\/$/, '').length));
  const files = new Map<string, StaticFile>();
  for (const path of names) {
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) continue; // a compressed copy
    const encoded = encodings
      .filter(({ suffix }) => names.includes(path + suffix))
      .map(({ name, suffix }) => [name, variantOf(join(directory, path + suffix))] as const);
    files.set(path, {
      contentType,
      isHashed: path.startsWith(HASHED_FOLDER),
      plain: variantOf(join(directory, path)),
      encoded: new Map(encoded),
    });
  }
  return files;
}

function variantOf(file: string): Variant {
  const content = readFileSync(file);
  return { content, etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"` };
}

/** The best encoding that both sides have; `q=0` in the header refuses one (RFC 9110, section 12.5.3). */
function acceptedEncoding(request: IncomingMessage, file: StaticFile): string | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
    .map(([name]) => name);
  return encodings.find(({ name }) => accepted.includes(name) && file.encoded.has(name))?.name;
}

/** RFC 9110, section 13.1.2: weak comparison against a list or `*`. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
