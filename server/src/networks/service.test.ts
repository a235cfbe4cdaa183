import * as ec2Sdk from '@aws-sdk/client-ec2';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { ec2 } from './service.ts';

roundTripTests(ec2, ec2Sdk, 'EC2Client');
