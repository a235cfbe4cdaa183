type Token = 'any' | 'one' | { character: string };

/**
 * A test for texts that match the pattern as a whole: `*` stands for any characters, `?` for one, a backslash
 * takes the meaning of the character after it away. Takes time by the product of both lengths at most: patterns come
 * from callers, and a regular expression made of one would let them stall the process.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const tokens = tokenise(pattern);
  return (text) => matches(tokens, [...text]);
}

function tokenise(pattern: string): Token[] {
  return Array.from(pattern.matchAll(/\\(.)|(.)/gsu), ([, escaped, plain]) => {
    if (plain === '*') return 'any';
    if (plain === '?') return 'one';
    return { character: escaped ?? plain ?? '' };
  });
}

function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0;
  // Where to go on when the text after the latest `*` turns out not to fit: let that `*` take one more character.
  let retry: { token: number; position: number } | undefined;
  let position = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current === 'any') {
      token += 1;
      retry = { token, position };
    } else if (current === 'one' || (current !== undefined && current.character === text[position])) {
      token += 1;
      position += 1;
    } else if (retry) {
      retry.position += 1;
      token = retry.token;
      position = retry.position;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'any');
}
