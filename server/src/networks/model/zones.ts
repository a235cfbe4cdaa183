/** The zones of a Region, whichever Region it is: `us-east-1a` to `us-east-1c`. */
export interface Zone {
  name: string;
  /** AWS's short form, such as `use1-az1`. */
  id: string;
}

const LETTERS = ['a', 'b', 'c'];

export function zonesOf(region: string): Zone[] {
  return LETTERS.map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${shortName(region)}-az${index + 1}`,
  }));
}

export function zoneId(region: string, zoneName: string): string | undefined {
  return zonesOf(region).find((zone) => zone.name === zoneName)?.id;
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  north: 'n',
  northeast: 'ne',
  northwest: 'nw',
  south: 's',
  southeast: 'se',
  southwest: 'sw',
  east: 'e',
  west: 'w',
  central: 'c',
};

/** `us-east-1` is `use1`, `ap-southeast-2` is `apse2`, `us-gov-west-1` is `usgw1`. */
function shortName(region: string): string {
  return region
    .split('-')
    .map((part, index) =>
      index === 0 ? part : (DIRECTIONS[part] ?? (/^\d+$/.test(part) ? part : part.charAt(0))),
    )
    .join('');
}
