import type { Region } from '@aws-sdk/client-ec2';
import { invalidValue } from '../model/errors.ts';
import { type FilterField, matcher } from '../model/filters.ts';
import type { Ec2Operation } from './deps.ts';

const filters: Record<string, FilterField<Region>> = {
  endpoint: (region) => region.Endpoint,
  'opt-in-status': (region) => region.OptInStatus,
  'region-name': (region) => region.RegionName,
};

/** The Regions of this installation. */
export const DescribeRegions: Ec2Operation<'DescribeRegions'> = async (_context, input, { regions }) => {
  const unknown = (input.RegionNames ?? []).filter((name) => !regions.includes(name));
  if (unknown.length > 0) throw invalidValue(`Invalid region: [${unknown.join(', ')}]`);
  const described = regions
    .filter((name) => !input.RegionNames?.length || input.RegionNames.includes(name))
    .map<Region>((name) => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    }));
  return { Regions: described.filter(matcher(input.Filters, filters)) };
};
