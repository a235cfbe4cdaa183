import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { cloudwatch, logs } from './service.ts';

roundTripTests(cloudwatch, cloudwatchSdk, 'CloudWatchClient');
roundTripTests(logs, logsSdk, 'CloudWatchLogsClient', ['GetLogObject', 'StartLiveTail']);
