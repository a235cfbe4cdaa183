/**
 * The API's streaming protocols. Both are carried by the service's own streams: PCOIP stands for the pixel-exact one,
 * WSP for the one that may be a video.
 */
export const protocols = ['PCOIP', 'WSP'] as const;

export type Protocol = (typeof protocols)[number];

export const DEFAULT_PROTOCOL: Protocol = 'WSP';

/** The protocol of a list, which has one; undefined where it is none that there is, or several. */
export function oneProtocol(list: readonly string[]): Protocol | undefined {
  return list.length === 1 ? protocols.find((protocol) => protocol === list[0]) : undefined;
}
