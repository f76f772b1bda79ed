// `npm run -s sign -- FILE [--provider standard-webhooks] [--port 4000]`: the headers that make
// FILE a genuine webhook at the session's virtual time, one a line, as `curl -H @headers` takes them.
import { existsSync, readFileSync } from 'node:fs';
import { readOptions, refuse } from './options.ts';
import { sessionFile } from './session-file.ts';
import { isProvider } from './signing.ts';

const usage = `usage: npm run -s sign -- FILE [options]

Prints the headers that make FILE a genuine webhook at the virtual time of the running session.

  --provider NAME   stripe or standard-webhooks (default: stripe)
  --port PORT       where the session listens (default: where it last said)
  --help            this text
`;

const { positionals, values } = readOptions(
  {
    allowPositionals: true,
    options: {
      provider: { type: 'string', default: 'stripe' },
      port: { type: 'string' },
    },
  },
  usage,
);

const [file, ...others] = positionals;
if (file === undefined || others.length > 0) {
  refuse(usage.trimEnd());
} else if (!isProvider(values.provider)) {
  refuse(`--provider ${values.provider}: expected stripe or standard-webhooks`);
} else if (!existsSync(file)) {
  refuse(`${file}: there is no such file`);
} else {
  const session = existsSync(sessionFile)
    ? (JSON.parse(readFileSync(sessionFile, 'utf8')) as { readonly base: string }).base
    : 'http://localhost:4000';
  const base = values.port === undefined ? session : `http://localhost:${values.port}`;
  const answer = await fetch(`${base}/_dev/sign/${values.provider}`, {
    method: 'POST',
    body: readFileSync(file),
  }).catch(() => refuse(`no session at ${base}; start one with: npm run dev`, 1));
  const text = await answer.text();
  if (!answer.ok) refuse(text, 1);
  process.stdout.write(text);
}
