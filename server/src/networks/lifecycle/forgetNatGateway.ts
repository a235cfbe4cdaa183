import { tables } from '../../database/database.ts';
import { defineWorkflow } from '../../workflows/workflow.ts';
import { ENDED_VISIBLE_MS, forgetNatGateway } from '../model/workflows.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';

export const forgetNatGatewayWorkflow = defineWorkflow(forgetNatGateway, async (context) => {
  const { natGatewayId, endedAt } = context.input;
  await context.sleep('visible', ENDED_VISIBLE_MS);
  await context.transaction('forget', async (tx) => {
    const forgotten = await tables<NetworksTables>(tx)
      .deleteFrom('networks.nat_gateway')
      .where('nat_gateway_id', '=', natGatewayId)
      .where('ended_at', '=', new Date(endedAt))
      .returning('nat_gateway_id')
      .executeTakeFirst();
    if (forgotten) await dropTags(tx, natGatewayId);
  });
});
