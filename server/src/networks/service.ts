import * as ec2Sdk from '@aws-sdk/client-ec2';
import ec2Constraints from '../wire/models/ec2.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type Ec2Sdk = typeof ec2Sdk;

/**
 * EC2's name for the type of NAT gateways in tag specifications is `natgateway`. Scripts that call it `nat-gateway`
 * are common enough to be understood.
 */
const { ResourceType } = ec2Constraints.shapes;
const constraints = {
  ...ec2Constraints,
  shapes: {
    ...ec2Constraints.shapes,
    ResourceType: { ...ResourceType, enum: [...ResourceType.enum, 'nat-gateway'] },
  },
};

export const ec2 = defineService<Ec2Sdk>({
  name: 'ec2',
  title: 'Amazon Elastic Compute Cloud',
  sdk: ec2Sdk,
  signingName: 'ec2',
  protocols: ['ec2Query'],
  query: { version: '2016-11-15', xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  dryRun: true,
  constraints,
});
