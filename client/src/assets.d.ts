/** The build puts the file among the assets; the import is its address. */
declare module '*.svg' {
  const address: string;
  export default address;
}
