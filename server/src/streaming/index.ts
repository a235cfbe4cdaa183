/** The door of the streaming room: the gateway that roles/ puts behind an HTTPS server. */

export { createGateway, type Gateway, type GatewayDeps, type PortHandlers } from './gateway.ts';
