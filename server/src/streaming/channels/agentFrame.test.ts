import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CertificateAuthority, type KeyPairPem } from '../../base/pki.ts';
import { temporaryDirectory } from '../../base/testing.ts';
import type { ChannelRequest } from '../model/channels.ts';
import { ByteReader } from '../rfb/byteReader.ts';
import { AgentRefusedError, openAgentChannel } from './agent.ts';

const overlay = new URL('../../../../desktop-image/desktop/overlay/usr/lib/alcove', import.meta.url).pathname;
/** The agent as systemd starts it, but for the users: both halves are whoever runs the test. */
const program = `
import os, pwd, sys
sys.path.insert(0, ${JSON.stringify(overlay)})
sys.dont_write_bytecode = True
from alcove_agent import main
main.ETC = sys.argv[1]
main.become = main.enter = lambda user: None
pwd.getpwnam = pwd.getpwuid = lambda user: None
os.environ["HOME"] = sys.argv[1]
main.main()
`;
const secret = 'ab'.repeat(32);
const serverName = 'ws-aaaaaaaaa';
const list: ChannelRequest = { channel: 'files', action: 'list' };
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the desktop’s agent', () => {
  let authority: CertificateAuthority;
  let identity: KeyPairPem;
  beforeAll(async () => {
    authority = await CertificateAuthority.load(await CertificateAuthority.create('test', new Date()));
    identity = await authority.issue({ commonName: serverName, dnsNames: [serverName] });
  });

  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  /** A desktop that starts an agent for each connection. */
  async function startDesktop() {
    const home = temporaryDirectory();
    writeFileSync(join(home, 'display.crt'), identity.certificatePem);
    writeFileSync(join(home, 'display.key'), identity.privateKeyPem);
    writeFileSync(join(home, 'agent.secret'), `${secret}\n`);
    mkdirSync(join(home, 'Downloads'));
    const agents: ChildProcess[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      const stdio = [socket, 'ignore', 'inherit'] as const;
      agents.push(spawn('python3', ['-I', '-c', program, home], { stdio: [...stdio] }));
      socket.destroy();
    });
    onTestFinished(() => {
      for (const agent of agents) agent.kill('SIGKILL');
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const open = (request: ChannelRequest, shown = secret) =>
      openAgentChannel(
        { host: '127.0.0.1', port, serverName, caCertificatePem: authority.certificatePem, secret: shown },
        request,
        AbortSignal.timeout(20_000),
      );
    return { home, agents, open };
  }

  test('opens a channel to whoever knows the secret, and ends when the channel has', async () => {
    const { home, open, agents } = await startDesktop();
    writeFileSync(join(home, 'Downloads', 'a'), 'x');
    const socket = await open(list);
    const reader = new ByteReader(socket);
    const answer = JSON.parse((await reader.read(await reader.readUint32())).toString());
    expect(answer).toMatchObject([{ name: 'a', size: 1 }]);
    socket.resume();
    const [agent] = agents;
    if (agent && agent.exitCode === null) await once(agent, 'exit');
    expect(agent?.exitCode).toBe(0);
  });

  test.each(['cd'.repeat(32), '', secret.slice(0, -1)])('says nothing to the secret %j', async (wrong) => {
    const { open } = await startDesktop();
    await expect(open(list, wrong)).rejects.toThrow('closed the connection');
  });

  test('refuses channels that it does not have', async () => {
    const { open } = await startDesktop();
    const shell = { channel: 'main' } as unknown as ChannelRequest;
    await expect(open(shell)).rejects.toEqual(new AgentRefusedError('NotAvailable'));
    await expect(open({ channel: 'timezone', zone: '../../etc/passwd' })).rejects.toThrow('NotFound');
  });

  test('a reader who is slow holds it up, and gets all of it', async () => {
    const { home, open } = await startDesktop();
    const content = Buffer.alloc(30_000_000, 'alcove ');
    writeFileSync(join(home, 'Downloads', 'large'), content);
    const socket = await open({ channel: 'files', action: 'download', name: 'large' });
    const reader = new ByteReader(socket);
    expect(JSON.parse((await reader.read(await reader.readUint32())).toString())).toEqual({
      size: content.length,
    });
    let received = 0;
    while (received < content.length) {
      const part = await reader.read(await reader.readUint32());
      expect(part.equals(content.subarray(received, received + part.length))).toBe(true);
      received += part.length;
      if (received % 7 === 0) await turn();
    }
    expect(received).toBe(content.length);
  });

  test('a connection that is cut ends both halves', async () => {
    const { open, agents } = await startDesktop();
    const socket = await open({ channel: 'files', action: 'upload', name: 'a', size: 1000 });
    socket.destroy();
    const [agent] = agents;
    if (agent && agent.exitCode === null) await once(agent, 'exit');
    expect(agent?.exitCode).toBe(0);
  });
});
