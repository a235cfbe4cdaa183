/** The build puts the file among the assets; the import is its address. */
declare const address: string;
export default address;
