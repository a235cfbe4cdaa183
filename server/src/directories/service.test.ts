import * as directoriesSdk from '@aws-sdk/client-directory-service';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { directories } from './service.ts';

roundTripTests(directories, directoriesSdk, 'DirectoryServiceClient');
