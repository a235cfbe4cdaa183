import { defineService } from '../wire/service.ts';
import { constraints } from './constraints.ts';
import * as alcoveSdk from './sdk/index.ts';

export type AlcoveSdk = typeof alcoveSdk;

/** What Alcove has and no API of AWS knows, served like a service of AWS. */
export const alcove = defineService<AlcoveSdk>({
  name: 'alcove',
  title: 'Alcove',
  sdk: alcoveSdk,
  signingName: 'alcove',
  protocols: ['awsJson1_1'],
  jsonTarget: 'Alcove_20261121',
  constraints,
});
