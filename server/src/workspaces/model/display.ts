/** The TCP port on a desktop's management address where its display speaks RFB. */
export const DISPLAY_PORT = 5900;
