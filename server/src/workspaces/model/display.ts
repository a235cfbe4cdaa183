/** The TCP port on a desktop's management address where its display speaks RFB. */
export const DISPLAY_PORT = 5900;

/** The TCP port there where the stream's side channels are opened. */
export const AGENT_PORT = 8300;
