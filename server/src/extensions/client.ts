import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AlcoveCommand } from './sdk/index.ts';
import { alcove } from './service.ts';

export interface AlcoveClientConfiguration {
  region: string;
  /** Where the API is: `https://localhost:8443`. */
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  requestHandler: Pick<NodeHttpHandler, 'handle' | 'destroy'>;
}

/** What the API refused; named and marked like the errors of AWS's SDK. */
export class AlcoveError extends Error {
  readonly $fault: 'client' | 'server';

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = code;
    this.$fault = status < 500 ? 'client' : 'server';
  }
}

/** A client of the service Alcove, used like those of AWS's SDK. */
export class AlcoveClient {
  readonly #configuration: AlcoveClientConfiguration;
  readonly #signer: SignatureV4;

  constructor(configuration: AlcoveClientConfiguration) {
    this.#configuration = configuration;
    const { region, credentials } = configuration;
    this.#signer = new SignatureV4({ region, credentials, service: alcove.signingName, sha256: Sha256 });
  }

  /** @throws AlcoveError where the API refuses */
  async send<I extends object, O extends object>(command: AlcoveCommand<I, O>): Promise<O> {
    const operation = command.constructor.name.replace(/Command$/, '');
    const { hostname, port, host } = new URL(this.#configuration.endpoint);
    const request = new HttpRequest({
      ...{ protocol: new URL(this.#configuration.endpoint).protocol, hostname, path: '/', method: 'POST' },
      ...(port && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${alcove.jsonTarget}.${operation}`,
      },
      body: JSON.stringify(command.input),
    });
    const signed = await this.#signer.sign(request);
    const { response } = await this.#configuration.requestHandler.handle(new HttpRequest(signed));
    const chunks: Buffer[] = await response.body.toArray();
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (response.statusCode !== 200) throw refusal(body, response.statusCode);
    return body as O;
  }

  destroy(): void {
    this.#configuration.requestHandler.destroy();
  }
}

function refusal(body: unknown, status: number): AlcoveError {
  const { __type: type, message } = Object(body) as { __type?: string; message?: string };
  return new AlcoveError(
    type ?? 'UnknownError',
    message ?? `The API answered with status ${status}.`,
    status,
  );
}
