import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FreeRadius {
  port: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/**
 * Starts Debian's FreeRADIUS on the loopback interface, with a configuration of its own in a temporary directory.
 * @param users its file of users (users(5))
 * @param authorize what happens before the password is looked at (unlang(5))
 */
export async function startFreeRadius(secret: string, users: string, authorize: string): Promise<FreeRadius> {
  const directory = mkdtempSync(join(tmpdir(), 'alcove-e2e-radius-'));
  const port = await freePort();
  writeFileSync(join(directory, 'radiusd.conf'), configuration({ directory, port, secret, authorize }));
  writeFileSync(join(directory, 'users'), users);
  const server = spawn('freeradius', ['-f', '-l', 'stdout', '-d', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) {
      await once(server, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

/** @throws Error with what the server has said, when it ends or does not become ready in time */
function ready(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const fail = () => reject(new Error(`FreeRADIUS did not start: ${said}`));
  const timer = setTimeout(fail, START_TIMEOUT_MS);
  server.stdout?.on('data', (data: Buffer) => {
    said += data.toString();
    if (said.includes('Ready to process requests')) resolve();
  });
  server.once('error', reject);
  server.once('exit', fail);
  return promise.finally(() => clearTimeout(timer));
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** The least that FreeRADIUS 3 needs. It signs its answers, which its package's configuration does not. */
function configuration(of: { directory: string; port: number; secret: string; authorize: string }): string {
  return `
prefix = /usr
name = freeradius
libdir = /usr/lib/freeradius
raddbdir = ${of.directory}
logdir = ${of.directory}
run_dir = ${of.directory}
pidfile = ${of.directory}/pid
max_request_time = 5
hostname_lookups = no
security {
  reject_delay = 0
  status_server = no
  allow_vulnerable_openssl = yes
}
modules {
  pap {
  }
  chap {
  }
  mschap {
    use_mppe = no
  }
  totp {
  }
  always handled {
    rcode = handled
  }
  files {
    usersfile = ${of.directory}/users
  }
}
client loopback {
  ipaddr = 127.0.0.1
  secret = "${of.secret}"
  require_message_authenticator = yes
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${of.port}
  }
  authorize {
    update reply {
      &Message-Authenticator := 0x00
    }
    ${of.authorize}
    chap
    mschap
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
    Auth-Type TOTP {
      totp
    }
  }
  post-auth {
    Post-Auth-Type REJECT {
      update reply {
        &Message-Authenticator := 0x00
      }
    }
  }
}
`;
}
