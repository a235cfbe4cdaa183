/** With more than this waiting for the client, nothing more is read from the desktop. */
export const HIGH_WATER_BYTES = 256 * 1024;
/** Reading goes on below this. */
export const LOW_WATER_BYTES = HIGH_WATER_BYTES / 4;
