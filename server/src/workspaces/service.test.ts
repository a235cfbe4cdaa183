import * as workspacesSdk from '@aws-sdk/client-workspaces';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { workspaces } from './service.ts';

roundTripTests(workspaces, workspacesSdk, 'WorkSpacesClient');
