import { describe, expect, it } from 'vitest';
import { type Topology, type TopologyRoute, wantedNetwork } from './topology.ts';

const route = (routeTableId: string, target: Partial<TopologyRoute>, destination = '0.0.0.0/0') => ({
  routeTableId,
  destination,
  internetGatewayId: undefined,
  natGatewayId: undefined,
  ...target,
});

const recipe: Topology = {
  vpcId: 'vpc-1',
  cidrBlock: '10.0.0.0/16',
  subnets: [
    { subnetId: 'public', cidrBlock: '10.0.1.0/24' },
    { subnetId: 'private', cidrBlock: '10.0.2.0/24' },
    { subnetId: 'other', cidrBlock: '10.0.3.0/24' },
  ],
  mainRouteTableId: 'main',
  routeTableIds: new Map([
    ['public', 'rtb-public'],
    ['private', 'rtb-private'],
  ]),
  routes: [route('rtb-public', { internetGatewayId: 'igw' }), route('rtb-private', { natGatewayId: 'nat' })],
  attachedInternetGatewayId: 'igw',
  natGateways: [{ natGatewayId: 'nat', subnetId: 'public' }],
};

const reaching = (topology: Topology) =>
  wantedNetwork(topology)
    .subnets.filter((subnet) => subnet.internet)
    .map((subnet) => subnet.subnetId);

describe('wantedNetwork', () => {
  it('leads out by the internet gateway and by the NAT gateway behind it', () => {
    expect(reaching(recipe)).toEqual(['public', 'private']);
  });

  it('follows the main route table where a subnet has no table of its own', () => {
    expect(reaching({ ...recipe, mainRouteTableId: 'rtb-private' })).toEqual(['public', 'private', 'other']);
  });

  it('does not lead out without the gateway, the NAT gateway or its way on', () => {
    expect(reaching({ ...recipe, attachedInternetGatewayId: undefined })).toEqual([]);
    expect(reaching({ ...recipe, natGateways: [] })).toEqual(['public']);
    const stranded = { natGatewayId: 'nat', subnetId: 'other' };
    expect(reaching({ ...recipe, natGateways: [stranded] })).toEqual(['public']);
  });

  it('takes only the default route for a way out', () => {
    const routes = [route('rtb-public', { internetGatewayId: 'igw' }, '203.0.113.0/24')];
    expect(reaching({ ...recipe, routes })).toEqual([]);
  });
});
