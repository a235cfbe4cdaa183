import type { AvailabilityZone } from '@aws-sdk/client-ec2';
import { invalidValue } from '../model/errors.ts';
import { type FilterField, matcher } from '../model/filters.ts';
import { zonesOf } from '../model/zones.ts';
import type { Ec2Operation } from './deps.ts';

const filters: Record<string, FilterField<AvailabilityZone>> = {
  'group-name': (zone) => zone.GroupName,
  message: () => undefined,
  'opt-in-status': (zone) => zone.OptInStatus,
  'region-name': (zone) => zone.RegionName,
  state: (zone) => zone.State,
  'zone-id': (zone) => zone.ZoneId,
  'zone-name': (zone) => zone.ZoneName,
  'zone-type': (zone) => zone.ZoneType,
};

export const DescribeAvailabilityZones: Ec2Operation<'DescribeAvailabilityZones'> = async (
  context,
  input,
) => {
  const zones = zonesOf(context.region);
  checkKnown(input.ZoneNames, new Set(zones.map((zone) => zone.name)));
  checkKnown(input.ZoneIds, new Set(zones.map((zone) => zone.id)));
  const described = zones
    .filter((zone) => !input.ZoneNames?.length || input.ZoneNames.includes(zone.name))
    .filter((zone) => !input.ZoneIds?.length || input.ZoneIds.includes(zone.id))
    .map<AvailabilityZone>((zone) => ({
      State: 'available',
      OptInStatus: 'opt-in-not-required',
      Messages: [],
      RegionName: context.region,
      ZoneName: zone.name,
      ZoneId: zone.id,
      GroupName: context.region,
      NetworkBorderGroup: context.region,
      ZoneType: 'availability-zone',
    }));
  return { AvailabilityZones: described.filter(matcher(input.Filters, filters)) };
};

function checkKnown(wanted: readonly string[] | undefined, known: ReadonlySet<string>): void {
  const unknown = (wanted ?? []).filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidValue(`Invalid availability zone: [${unknown.join(', ')}]`);
}
