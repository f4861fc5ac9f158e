import { Agent, request } from 'node:http';
import { crc32 } from 'node:zlib';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  FwRequestSchema,
  type FwRequestSchema as FwRequestType,
  type FwResponse,
  FwResponseSchema,
  InfoRequestSchema,
  type InfoRequestSchema as InfoRequestType,
  type InfoResponse,
  InfoResponseSchema,
} from '../../electron/core/provisioning/proto/rcv_pb.ts';

type FwOperation = NonNullable<MessageInitShape<typeof FwRequestType>['op']>;
type InfoOperation = NonNullable<MessageInitShape<typeof InfoRequestType>['op']>;

/** Encrypts requests and decrypts answers; security 0 does nothing. */
export interface RecordLayer {
  encrypt(bytes: Uint8Array): Uint8Array;
  decrypt(bytes: Uint8Array): Uint8Array;
}

const plain: RecordLayer = { encrypt: (bytes) => bytes, decrypt: (bytes) => bytes };

/** protocomm over HTTP, no more than tests of the other end need: one connection, one cookie. */
export class TestClient {
  cookie: string | undefined;
  record: RecordLayer = plain;
  readonly #url: string;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.#url = url;
  }

  /** One exchange, as it goes over the wire. Rejects where the unit drops the connection. */
  post(endpoint: string, body: Uint8Array): Promise<Uint8Array> {
    return new Promise((done, fail) => {
      const headers = { 'Content-Length': body.length, ...(this.cookie !== undefined && { Cookie: this.cookie }) };
      const outgoing = request(
        `${this.#url}/${endpoint}`,
        { method: 'POST', agent: this.#agent, headers },
        (answer) => {
          const parts: Buffer[] = [];
          const [cookie] = answer.headers['set-cookie'] ?? [];
          if (cookie !== undefined) this.cookie = cookie.split(';')[0];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => done(Buffer.concat(parts)));
          answer.on('error', fail);
        },
      );
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }

  async fw(op: FwOperation): Promise<FwResponse> {
    const bytes = toBinary(FwRequestSchema, create(FwRequestSchema, { v: 1, op }));
    return fromBinary(FwResponseSchema, this.record.decrypt(await this.post('rcv-fw', this.record.encrypt(bytes))));
  }

  async info(op: InfoOperation): Promise<InfoResponse> {
    const bytes = toBinary(InfoRequestSchema, create(InfoRequestSchema, { v: 1, op }));
    return fromBinary(InfoResponseSchema, this.record.decrypt(await this.post('rcv-info', this.record.encrypt(bytes))));
  }

  data(transfer: number, offset: number, data: Uint8Array, kind: 'data' | 'table' = 'data'): Promise<FwResponse> {
    return this.fw({ case: kind, value: { transfer, offset, crc32: crc32(data), data } });
  }

  close(): void {
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.cookie = undefined;
  }
}
