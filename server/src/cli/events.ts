import { Command } from 'commander';
import { createLogger } from '../base/log.ts';
import { homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { Notifications } from '../database/notifications.ts';
import { followEvents, type OutboxEvent, readEvents } from '../database/outbox/outbox.ts';
import { type DeliveredEvent, EVENTS_TOPIC } from '../monitoring/index.ts';
import { openDatabase } from '../roles/database.ts';
import { requireRunning } from './local.ts';

interface EventsOptions {
  follow?: boolean;
  json?: boolean;
}

/** Before every event. */
const BEGINNING = '0:0';

/** `alcove events`: what EventBridge would be told, such as every successful sign-in. */
export function eventsCommand(): Command {
  return new Command('events')
    .description('show the events of the last seven days as EventBridge would have them, such as sign-ins')
    .option('-f, --follow', 'go on as events happen')
    .option('--json', 'as JSON, one event in a line')
    .action(async (options: EventsOptions) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      await requireRunning(home);
      const log = createLogger('cli', 'error');
      const connection = openDatabase(home, values, 'command line', log);
      try {
        if (options.follow) await follow(connection, log, options);
        else await showAll(connection, options);
      } finally {
        await connection.close();
      }
    });
}

type Connection = ReturnType<typeof openDatabase>;

async function showAll({ database }: Connection, options: EventsOptions): Promise<void> {
  for (let cursor = BEGINNING; ; ) {
    const events = await readEvents(database, [EVENTS_TOPIC], cursor);
    for (const event of events) show(event, options);
    const last = events.at(-1);
    if (!last) return;
    cursor = last.cursor;
  }
}

/** Until somebody interrupts it. */
async function follow(
  { database, newClient }: Connection,
  log: ReturnType<typeof createLogger>,
  options: EventsOptions,
): Promise<void> {
  const notifications = new Notifications({ newClient, log });
  const follower = followEvents({
    database,
    notifications,
    topics: [EVENTS_TOPIC],
    from: BEGINNING,
    handle: (event) => show(event, options),
  });
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  follower.close();
  await notifications.close();
}

function show({ payload }: OutboxEvent, { json }: EventsOptions): void {
  process.stdout.write(
    `${json ? JSON.stringify(payload) : sentence(payload as unknown as DeliveredEvent)}\n`,
  );
}

function sentence(event: DeliveredEvent): string {
  const detail = Object.entries(Object(event.detail) as object).map(([name, value]) => `${name}=${value}`);
  return `${event.time}  ${event['detail-type']}  ${detail.join(' ')}`;
}
