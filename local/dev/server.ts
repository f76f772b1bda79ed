import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Runtime } from '../runtime.ts';
import { answerAws, answerObject, isObjectRequest, resourcesOf } from './aws-door.ts';
import type { ClockControl } from './clock-control.ts';
import { isProvider, type Provider, signedHeaders } from './signing.ts';
import { eventLine, eventView, messagePage, messageView } from './views.ts';

export type Session = {
  readonly runtime: Runtime;
  readonly clock: ClockControl;
  readonly secrets: Readonly<Record<Provider, string>>;
};

type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

const MAX_BODY_BYTES = 10 * 1024 * 1024;

const virtualTime = ({ runtime }: Session): string => new Date(runtime.now()).toISOString();

const json = (session: Session, body: object, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify({ virtualTime: virtualTime(session), ...body }, null, 2)}\n`,
});

const text = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

const refusal = (session: Session, status: number, message: string): Answer =>
  json(session, { error: message }, status);

const clockState = (session: Session): object => {
  const next = session.runtime.nextDue();
  return {
    running: session.clock.running(),
    nextDueAt: next === undefined ? null : new Date(next).toISOString(),
    messages: session.runtime.outbox.length,
    busEvents: session.runtime.busEvents.length,
  };
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new RangeError('the body is larger than 10 MB');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

/** `/_dev`: the clock, what was sent, what was said, and a pen to sign with. */
const control = async (
  session: Session,
  method: string,
  url: URL,
  body: Buffer,
): Promise<Answer> => {
  const { runtime, clock } = session;
  const [, , subject = '', detail] = url.pathname.split('/');
  switch (`${method} ${subject}`) {
    case 'GET ':
      return json(session, clockState(session));
    case 'POST run': {
      const speed = Number(url.searchParams.get('speed') ?? '1');
      if (!(speed > 0)) return refusal(session, 400, 'speed: expected a number above 0');
      clock.run(speed);
      return json(session, clockState(session));
    }
    case 'POST pause':
      await clock.pause();
      return json(session, clockState(session));
    case 'POST step': {
      const moved = await clock.step();
      return json(session, { moved, ...clockState(session) });
    }
    case 'POST jump': {
      const to = Date.parse(url.searchParams.get('to') ?? '');
      if (Number.isNaN(to)) {
        return refusal(session, 400, 'to: expected a date or moment such as 2026-03-01T09:00:00Z');
      }
      if (to < runtime.now()) return refusal(session, 400, 'to: time does not run backwards');
      await clock.jump(to);
      return json(session, clockState(session));
    }
    case 'GET messages': {
      if (detail === undefined) {
        return json(session, { messages: runtime.outbox.map(messageView) });
      }
      const message = runtime.outbox[Number(detail) - 1];
      if (message === undefined) return refusal(session, 404, `there is no message ${detail}`);
      const { type, body: page } = messagePage(message);
      return { status: 200, headers: { 'content-type': type }, body: page };
    }
    case 'GET resources':
      return json(session, { resources: resourcesOf(runtime) });
    case 'GET events':
      return json(session, { events: runtime.busEvents.map(eventView) });
    case 'GET timeline':
      return text(runtime.busEvents.map((event) => `${eventLine(event)}\n`).join(''));
    case 'POST sign': {
      if (detail === undefined || !isProvider(detail)) {
        return refusal(session, 404, 'expected /_dev/sign/stripe or /_dev/sign/standard-webhooks');
      }
      const headers = signedHeaders(detail, body, session.secrets[detail], runtime.now());
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
      return text(lines.join(''));
    }
    default:
      return refusal(session, 404, `no such control: ${method} ${url.pathname}`);
  }
};

/** Instead of a signature, a session takes the caller's word: a name, or a whole ARN. */
export const callerHeader = 'x-cartera-caller';

const callerOf = (given: string | undefined, { runtime }: Session) => {
  if (given === undefined || given === '') return {};
  const [api] = runtime.model.ofType('AWS::ApiGatewayV2::Api');
  const arn = given.startsWith('arn:') ? given : `arn:aws:iam::${api?.account}:user/${given}`;
  return { caller: { arn } };
};

const awsPath = '/_dev/aws';

/** AWS SDKs of administration commands, told to come here instead of to AWS. */
const administer = async (
  session: Session,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): Promise<Answer> => {
  const target = request.headers['x-amz-target'];
  const method = request.method ?? '';
  if (isObjectRequest(target, method)) {
    const path = url.pathname.slice(awsPath.length);
    return answerObject(session.runtime, { method, path, query: url.searchParams });
  }
  const answer = await answerAws(session.runtime, String(target), body.toString('utf8'));
  await session.clock.settle();
  return answer;
};

const door = async (
  session: Session,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): Promise<Answer> => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const answer = await session.runtime.http({
    method: request.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    headers,
    body,
    ...callerOf(headers[callerHeader], session),
  });
  await session.clock.settle();
  return answer;
};

/** The template's HTTP doors on localhost, and beside them the controls of the session. */
export const createDevServer = (session: Session): Server =>
  createServer((request: IncomingMessage, response: ServerResponse) => {
    const reply = ({ status, headers, body }: Answer): void => {
      response.writeHead(status, {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'x-virtual-time': virtualTime(session),
      });
      response.end(body);
    };
    const url = new URL(request.url ?? '/', 'http://localhost');
    readBody(request)
      .then((body) =>
        url.pathname.startsWith(awsPath)
          ? administer(session, request, url, body)
          : url.pathname === '/_dev' || url.pathname.startsWith('/_dev/')
            ? control(session, request.method ?? 'GET', url, body)
            : door(session, request, url, body),
      )
      .then(reply)
      .catch((error: unknown) => {
        reply(refusal(session, 500, error instanceof Error ? error.message : String(error)));
      });
  });
