// `npm run -s sign -- FILE [--provider standard-webhooks] [--port 4000]`: the headers that make
// FILE a genuine webhook at the session's virtual time, one a line, as `curl -H @headers` takes them.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    provider: { type: 'string', default: 'stripe' },
    port: { type: 'string', default: '4000' },
  },
});

const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  process.stderr.write('usage: npm run -s sign -- FILE [--provider stripe|standard-webhooks]\n');
  process.exit(2);
}

const answer = await fetch(`http://127.0.0.1:${values.port}/_dev/sign/${values.provider}`, {
  method: 'POST',
  body: readFileSync(file),
}).catch(() => {
  process.stderr.write(`no session on port ${values.port}; start one with: npm run dev\n`);
  process.exit(1);
});
const text = await answer.text();
if (!answer.ok) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
process.stdout.write(text);
