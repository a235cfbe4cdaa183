import { ApiError } from '../../wire/operation.ts';
import { invalidValue } from '../model/errors.ts';
import { internetGatewayOf } from '../store/internetGateways.ts';
import type { Ec2Operation } from './deps.ts';
import { changeGatewayAttachment } from './gatewayAttachment.ts';

/** A VPC has one internet gateway at most, and a gateway one VPC. */
export const AttachInternetGateway: Ec2Operation<'AttachInternetGateway'> = async (context, input, deps) => {
  await changeGatewayAttachment(context, input, deps, 'attach', async (transaction, both) => {
    const { gatewayId, vpcId, attachedTo } = both;
    if (attachedTo !== null) {
      throw new ApiError(
        'Resource.AlreadyAssociated',
        `resource ${gatewayId} is already attached to network ${attachedTo}`,
      );
    }
    if (await internetGatewayOf(transaction, vpcId)) {
      throw invalidValue(`Network ${vpcId} already has an internet gateway attached`);
    }
  });
  return {};
};
