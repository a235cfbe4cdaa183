/** X11's names for keys (X Window System Protocol, appendix A). */
export const keysyms = {
  BackSpace: 0xff08,
  Tab: 0xff09,
  Return: 0xff0d,
  Escape: 0xff1b,
  Print: 0xff61,
  Super_L: 0xffeb,
  Control_L: 0xffe3,
  Alt_L: 0xffe9,
  Delete: 0xffff,
  F1: 0xffbe,
  F4: 0xffc1,
} as const;

const control: Readonly<Record<string, number>> = {
  '\n': keysyms.Return,
  '\r': keysyms.Return,
  '\t': keysyms.Tab,
  '\b': keysyms.BackSpace,
};

/** The keys that type a text: Latin 1 as it is, everything else as Unicode's keysyms (the same appendix). */
export function keysymsOf(text: string): number[] {
  return [...text.replaceAll('\r\n', '\n')].flatMap((character) => {
    const known = control[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return [];
    return code <= 0xff ? code : 0x0100_0000 + code;
  });
}
