import { randomUUID } from 'node:crypto';
import type { Json } from '../base/json.ts';
import type { Database } from '../database/database.ts';
import { emit } from '../database/outbox/outbox.ts';

/** The topic of the outbox under which events stand as EventBridge would deliver them. */
export const EVENTS_TOPIC = 'monitoring.events';

/** What happened, in terms of the EventBridge events of a service. */
export interface ServiceEvent {
  /** `aws.workspaces` */
  source: string;
  /** `WorkSpaces Access` */
  detailType: string;
  accountId: string;
  region: string;
  /** ARNs. */
  resources: readonly string[];
  detail: Json;
}

/** An event as it is delivered. Source: EventBridge, "Events". */
export type DeliveredEvent = ReturnType<typeof delivered>;

/** Writes an event down, which exists if and only if the transaction commits. */
export async function putEvent(transaction: Database, event: ServiceEvent, at: Date): Promise<void> {
  await emit(transaction, EVENTS_TOPIC, delivered(event, at));
}

function delivered({ source, detailType, accountId, region, resources, detail }: ServiceEvent, at: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    // Without milliseconds.
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources,
    detail,
  };
}
