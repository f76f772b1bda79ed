// `npm run -s sign -- FILE [--provider standard-webhooks] [--port 4000]`: the headers that make
// FILE a genuine webhook at the session's virtual time, one a line, as `curl -H @headers` takes them.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sessionFile } from './session-file.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    provider: { type: 'string', default: 'stripe' },
    port: { type: 'string' },
  },
});

const refuse = (problem: string, code: number): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(code);
};

const [file, ...others] = positionals;
if (file === undefined || others.length > 0) {
  refuse('usage: npm run -s sign -- FILE [--provider stripe|standard-webhooks]', 2);
} else if (!existsSync(file)) {
  refuse(`${file}: there is no such file`, 2);
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
