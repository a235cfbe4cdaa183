import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { AccessProblem } from '../model/problems.ts';

const BODY_BYTES_MAX = 8192;
const BODY_TIMEOUT_MS = 10_000;

/**
 * Reads a JSON body.
 * @throws AccessProblem when it is too large, too slow, or not what `schema` says
 */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  // Other types could be sent by a form of another site without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new AccessProblem('InvalidRequest');
  }
  const text = await readText(request);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw new AccessProblem('InvalidRequest');
    throw error;
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => request.destroy(new AccessProblem('InvalidRequest')), BODY_TIMEOUT_MS);
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) throw new AccessProblem('RequestTooLarge');
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
