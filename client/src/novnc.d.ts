// The types of @types/novnc__novnc stand under the module's name of noVNC 1.6; the code's name is a new one since 1.7.
declare module '@novnc/novnc' {
  export { default } from '@novnc/novnc/lib/rfb';
}
