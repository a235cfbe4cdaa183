import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import cloudwatchConstraints from '../wire/models/cloudwatch.json' with { type: 'json' };
import logsConstraints from '../wire/models/logs.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type CloudWatchSdk = typeof cloudwatchSdk;
export type LogsSdk = typeof logsSdk;

/** Clients of different years speak all three of its protocols. */
export const cloudwatch = defineService<CloudWatchSdk>({
  name: 'cloudwatch',
  title: 'Amazon CloudWatch',
  sdk: cloudwatchSdk,
  signingName: 'monitoring',
  protocols: ['awsJson1_0', 'awsQuery', 'rpcv2Cbor'],
  jsonTarget: 'GraniteServiceVersion20100801',
  rpcName: 'GraniteServiceVersion20100801',
  query: { version: '2010-08-01', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  queryCompatible: true,
  constraints: cloudwatchConstraints,
  notes: {
    PutMetricAlarm: 'Stored; alarms are evaluated later.',
  },
});

export const logs = defineService<LogsSdk>({
  name: 'logs',
  title: 'Amazon CloudWatch Logs',
  sdk: logsSdk,
  signingName: 'logs',
  protocols: ['awsJson1_1'],
  jsonTarget: 'Logs_20140328',
  validationErrorCode: 'InvalidParameterException',
  constraints: logsConstraints,
});
