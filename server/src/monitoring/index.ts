/** The door of the monitoring room: what the rooms above tell it. */

export { type DeliveredEvent, EVENTS_TOPIC, putEvent, type ServiceEvent } from './events.ts';
