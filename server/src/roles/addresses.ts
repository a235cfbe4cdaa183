import { hostname } from 'node:os';
import type { Settings } from '../config/settings.ts';

/** The AWS endpoint as clients on this host reach it. */
export function apiUrl(settings: Settings): string {
  return `https://localhost:${settings['api.httpsPort']}`;
}

/** Where users sign in, as invitations name it. */
export function gatewayUrl(settings: Settings): string {
  return settings['gateway.publicUrl'] || `https://${hostname()}:${settings['gateway.port']}`;
}
