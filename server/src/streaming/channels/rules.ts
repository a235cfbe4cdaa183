import { z } from 'zod';
import { allowsFromDesktop, allowsToDesktop, type SessionPolicy } from '../../workspaces/index.ts';
import type { ChannelName, ChannelRequest } from '../model/channels.ts';

/** What holds for a channel while it is open. */
export interface ChannelRule {
  /** Whether the session policy allows it; asked at the opening and whenever policies change. */
  allowed: boolean;
  /** How many of its kind a connection may have. */
  countMax: number;
  /**
   * How many bytes may go to the client and to the desktop in all. A channel that carries something one way gets no
   * more than its acknowledgements through the other, whatever its two ends have agreed upon.
   */
  toClientBytesMax: number;
  toDesktopBytesMax: number;
}

/** More than any acknowledgement. */
const LITTLE_BYTES = 64 * 1024;
const LIST_BYTES_MAX = 1024 * 1024;
/** So many bytes in messages of 4 KiB or more, with their lengths, and a line that says how many they are. */
const inMessages = (size: number) => size + Math.ceil(size / 1024) + 1024;
/** The largest whole number that JSON carries exactly. */
const FILE_BYTES_MAX = Number.MAX_SAFE_INTEGER;
const FILES_AT_A_TIME = 4;
const CLIPBOARDS_AT_A_TIME = 3;

const fileName = z.string().min(1).max(255);
const size = z.number().int().min(0).max(FILE_BYTES_MAX);

/** The first message without its token. What else a client writes into it is left out. */
const requests = z.union([
  z.object({ channel: z.enum(['sound', 'microphone', 'print', 'camera', 'video']) }),
  z.object({ channel: z.literal('files'), action: z.literal('list') }),
  z.object({ channel: z.literal('files'), action: z.literal('download'), name: fileName }),
  z.object({ channel: z.literal('files'), action: z.literal('upload'), name: fileName, size }),
  z.object({ channel: z.literal('timezone'), zone: z.string().min(1).max(64) }),
  z.object({ channel: z.literal('clipboard'), action: z.literal('get') }),
  z.object({ channel: z.literal('clipboard'), action: z.literal('put'), size }),
]) satisfies z.ZodType<ChannelRequest>;

const token = z.object({ type: z.literal('open'), channelToken: z.string().max(100) });

/** Reads a channel's first message; undefined for what is none. */
export function readOpening(text: string): { channelToken: string; request: ChannelRequest } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const opening = token.safeParse(value);
  const request = requests.safeParse(value);
  if (!opening.success || !request.success) return undefined;
  return { channelToken: opening.data.channelToken, request: request.data };
}

/** What a policy says about a channel. */
export function ruleOf(request: ChannelRequest, policy: SessionPolicy): ChannelRule {
  const one = { allowed: true, countMax: 1 };
  const out = { toClientBytesMax: Number.POSITIVE_INFINITY, toDesktopBytesMax: LITTLE_BYTES };
  const into = { toClientBytesMax: LITTLE_BYTES, toDesktopBytesMax: Number.POSITIVE_INFINITY };
  const neither = { toClientBytesMax: LITTLE_BYTES, toDesktopBytesMax: LITTLE_BYTES };
  switch (request.channel) {
    case 'sound':
      return { ...one, ...out, toDesktopBytesMax: 0 };
    case 'microphone':
      return { ...one, ...into, allowed: policy.audioIn };
    case 'camera':
      return { ...one, ...into, allowed: policy.videoIn };
    case 'print':
      return { ...one, ...out, allowed: policy.printing };
    case 'video':
      return { ...one, ...out, toDesktopBytesMax: Number.POSITIVE_INFINITY };
    case 'timezone':
      return { ...one, ...neither, allowed: policy.timeZoneRedirection };
    case 'files':
      return { countMax: FILES_AT_A_TIME, ...filesRule(request, policy) };
    case 'clipboard':
      // A picture that was pasted before is held until the next one has taken its place.
      return { countMax: CLIPBOARDS_AT_A_TIME, ...clipboardRule(request, policy) };
  }
}

type Files = Extract<ChannelRequest, { channel: 'files' }>;

function filesRule(request: Files, { fileTransfer }: SessionPolicy): Omit<ChannelRule, 'countMax'> {
  switch (request.action) {
    case 'list':
      return {
        ...{ allowed: allowsFromDesktop(fileTransfer) },
        ...{ toClientBytesMax: LIST_BYTES_MAX, toDesktopBytesMax: 0 },
      };
    case 'download':
      return {
        ...{ allowed: allowsFromDesktop(fileTransfer) },
        ...{ toClientBytesMax: Number.POSITIVE_INFINITY, toDesktopBytesMax: 0 },
      };
    case 'upload':
      return {
        ...{ allowed: allowsToDesktop(fileTransfer) },
        ...{ toClientBytesMax: LITTLE_BYTES, toDesktopBytesMax: inMessages(request.size) },
      };
  }
}

type Clipboard = Extract<ChannelRequest, { channel: 'clipboard' }>;

function clipboardRule(request: Clipboard, policy: SessionPolicy): Omit<ChannelRule, 'countMax'> {
  const { clipboard, clipboardBytesMax } = policy;
  if (request.action === 'get') {
    return {
      ...{ allowed: allowsFromDesktop(clipboard) && clipboardBytesMax > 0 },
      ...{ toClientBytesMax: inMessages(clipboardBytesMax), toDesktopBytesMax: 0 },
    };
  }
  return {
    ...{ allowed: allowsToDesktop(clipboard) && request.size <= clipboardBytesMax },
    ...{ toClientBytesMax: LITTLE_BYTES, toDesktopBytesMax: inMessages(request.size) },
  };
}

/** Those that a connection may have one of. */
export const kindOf = ({ channel }: ChannelRequest): ChannelName => channel;
