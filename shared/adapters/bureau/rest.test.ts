import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bureauMapping } from '../../../bureau-mappings/catalogue.ts';
import { businessDate, instant } from '../../domain/calendar.ts';
import type { BureauMapping } from '../../domain/credit/gathering/mapping.ts';
import { readReport } from '../../domain/credit/gathering/waterfall.ts';
import type { BureauQuery } from '../../ports/bureau.ts';
import { createRestBureau, longestAnswer } from './rest.ts';

type Seen = {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
type Reply = (response: ServerResponse) => void;

let server: Server;
let seen: Seen[];
let reply: Reply;
const replying =
  (status: number, body: unknown): Reply =>
  (response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      seen.push({ method, path: url, headers, body });
      reply(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const query: BureauQuery = {
  requestId: 'q-1',
  kind: 'company',
  country: 'CO',
  taxId: '2131234321',
  name: 'Acme "SA"',
  currency: 'USD',
  on: businessDate('2026-02-02'),
};

const report = {
  reportId: 'r1',
  asOf: '2026-02-01',
  score: 70,
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: 0,
  legalActions: null,
  meanDaysBeyondTerms: 3,
  creditLines: 2,
  utilisation: null,
  inquiries: null,
  monthsOnFile: 40,
};

const bureau = ({
  url = `${address()}/v1/reports?tier=full`,
  mapping = bureauMapping('direct', 1),
  timeoutMs = 5_000,
  keys = ['current', 'previous'],
}: {
  url?: string;
  mapping?: BureauMapping;
  timeoutMs?: number;
  keys?: readonly string[] | Error;
} = {}) =>
  createRestBureau({
    url,
    mapping,
    timeoutMs,
    secret: {
      valid: async () => {
        if (keys instanceof Error) throw keys;
        return keys;
      },
    },
    clock: { now: () => instant('2026-02-02T10:00:00.500Z') },
  });

/** A bureau with words and a scale of its own, and a bearer key. */
const foreign: BureauMapping = {
  name: 'foreign',
  version: 3,
  description: 'Another one.',
  auth: { scheme: 'bearer' },
  headers: { 'x-client': 'house-1' },
  request: "{ 'nit': taxId, 'tipo': kind = 'company' ? 'J' : 'N' }",
  noRecord: "body.codigo = '404'",
  report: `{
    'reportId': body.consulta,
    'asOf': $substringBefore(body.fecha, 'T'),
    'score': $round((body.puntaje - 150) / 8, 1),
    'bankrupt': $count(body.insolvencias) > 0,
    'openDefaults': $count(body.moras[estado = 'abierta']),
    'openDefaultsMinor': $round($sum(body.moras[estado = 'abierta'].valor) * 100),
    'legalActions': null, 'meanDaysBeyondTerms': null, 'creditLines': null,
    'utilisation': null, 'inquiries': null, 'monthsOnFile': null
  }`,
};

describe('a request', () => {
  it('is one signed document over POST, with the same key for every try', async () => {
    reply = replying(200, { found: true, report });
    await bureau().ask(query);
    const [{ headers, body, ...line } = { headers: {}, body: '' }] = seen;
    expect(line).toEqual({ method: 'POST', path: '/v1/reports?tier=full' });
    expect(JSON.parse(body)).toEqual({
      requestId: 'q-1',
      applicant: { kind: 'company', country: 'CO', taxId: '2131234321', name: 'Acme "SA"' },
      currency: 'USD',
      on: '2026-02-02',
    });
    const signed = `1770026400\nPOST\n/v1/reports?tier=full\n${body}`;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'q-1',
      'x-timestamp': '1770026400',
      'x-signature': createHmac('sha256', 'current').update(signed).digest('hex'),
    });
  });

  it('carries a bearer key and headers where the mapping says so', async () => {
    reply = replying(200, {});
    await bureau({ mapping: foreign }).ask({ ...query, kind: 'person' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer current',
      'x-client': 'house-1',
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ nit: '2131234321', tipo: 'N' });
  });

  it('is not sent without a key', async () => {
    expect(await bureau({ keys: [] }).ask(query)).toEqual({
      answer: 'unavailable',
      error: 'its secret holds no value',
      refused: true,
    });
    const lost = Object.assign(new Error('arn:secret is not there'), { name: 'AccessDenied' });
    expect(await bureau({ keys: lost }).ask(query)).toMatchObject({
      answer: 'unavailable',
      error: 'AccessDenied',
    });
    expect(seen).toEqual([]);
  });
});

describe('an answer', () => {
  it('is a record in our words, with its text as it came', async () => {
    reply = replying(200, { found: true, report });
    expect(await bureau().ask(query)).toEqual({
      answer: 'record',
      record: report,
      raw: JSON.stringify({ found: true, report }),
    });
  });

  it('in other words is mapped into a report that fits', async () => {
    reply = replying(200, {
      consulta: 'C-9',
      fecha: '2026-02-01T08:00:00-05:00',
      puntaje: 702,
      insolvencias: [],
      moras: [
        { estado: 'abierta', valor: 1200.55 },
        { estado: 'pagada', valor: 99 },
      ],
    });
    const answer = await bureau({ mapping: foreign }).ask(query);
    const record = answer.answer === 'record' ? answer.record : undefined;
    expect(readReport('foreign', record, '2026-02-02')).toEqual({
      ok: true,
      report: {
        bureau: 'foreign',
        reportId: 'C-9',
        asOf: '2026-02-01',
        score: 69,
        bankrupt: false,
        openDefaults: 1,
        openDefaultsMinor: 120_055,
        legalActions: null,
        meanDaysBeyondTerms: null,
        creditLines: null,
        utilisation: null,
        inquiries: null,
        monthsOnFile: null,
      },
    });
  });

  it.each([
    [404, 'nothing here'],
    [200, { found: false }],
  ])('means that nobody is known there: %i %j', async (status, body) => {
    reply = replying(status, body);
    expect(await bureau().ask(query)).toMatchObject({ answer: 'no-record' });
  });

  it.each([408, 429, 500, 503])('that is none for now: %i', async (status) => {
    reply = replying(status, { found: false });
    expect(await bureau().ask(query)).toEqual({
      answer: 'unavailable',
      error: `HTTP ${status}`,
      refused: false,
    });
  });

  it.each([400, 401, 403, 422])('that is none for good: %i', async (status) => {
    reply = replying(status, { message: 'taxId 2131234321 is not yours' });
    expect(await bureau().ask(query)).toEqual({
      answer: 'unavailable',
      error: `HTTP ${status}`,
      refused: true,
    });
  });

  it('that is no JSON is garbage', async () => {
    reply = replying(200, '<html>come back later</html>');
    expect(await bureau().ask(query)).toEqual({
      answer: 'garbage',
      problems: ['expected JSON'],
      raw: '<html>come back later</html>',
    });
  });

  it('that the mapping stumbles over is garbage, without its words', async () => {
    reply = replying(200, { puntaje: 'alto: 2131234321' });
    expect(await bureau({ mapping: foreign }).ask(query)).toMatchObject({
      answer: 'garbage',
      problems: ['the mapping foreign.v3 does not fit the answer'],
    });
  });

  it('that is too long is garbage, and read no further', async () => {
    reply = replying(200, `"${'x'.repeat(4 * longestAnswer)}"`);
    const answer = await bureau().ask(query);
    expect(answer).toMatchObject({
      answer: 'garbage',
      problems: ['expected at most 262144 bytes'],
    });
    expect(answer.answer === 'garbage' ? answer.raw.length : 0).toBe(longestAnswer);
  });
});

describe('a bureau that is not there', () => {
  it('has timed out when it says nothing', async () => {
    reply = () => undefined;
    expect(await bureau({ timeoutMs: 50 }).ask(query)).toEqual({ answer: 'timed-out' });
  });

  it('has timed out when it stops in the middle', async () => {
    reply = (response) => {
      response.writeHead(200);
      response.write('{"found"');
    };
    expect(await bureau({ timeoutMs: 200 }).ask(query)).toEqual({ answer: 'timed-out' });
  });

  it('is unavailable when it hangs up, or nobody listens', async () => {
    reply = (response) => response.destroy();
    expect(await bureau().ask(query)).toMatchObject({ answer: 'unavailable', refused: false });
    expect(await bureau({ url: 'http://127.0.0.1:1/v1' }).ask(query)).toMatchObject({
      answer: 'unavailable',
      refused: false,
    });
  });

  it('does not get the applicant sent on to somebody else', async () => {
    reply = (response) => response.writeHead(307, { location: `${address()}/elsewhere` }).end();
    expect(await bureau().ask(query)).toMatchObject({ answer: 'unavailable' });
    expect(seen.map(({ path }) => path)).toEqual(['/v1/reports?tier=full']);
  });
});
