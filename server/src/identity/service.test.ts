import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { iam, sts } from './service.ts';

roundTripTests(sts, stsSdk, 'STSClient');
roundTripTests(iam, iamSdk, 'IAMClient');
