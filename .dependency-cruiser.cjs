/** Who may know whom. Each rule says why; the rooms are described in docs/architecture.md. */
const tests = '\\.test\\.ts$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle makes two files one that nobody can read alone.',
      {},
      { circular: true },
    ),
    rule(
      'events-know-zod-only',
      'The public contract must be usable without the rest of the system.',
      { path: '^events/', pathNot: tests },
      { pathNot: ['^events/', '^node_modules/zod/'] },
    ),
    rule(
      'domain-is-pure',
      'Decisions must replay years later: no SDK, no node, no environment, no clock.',
      { path: '^shared/domain/', pathNot: tests },
      {
        pathNot: [
          '^shared/domain/',
          '^events/',
          '^shared/ports/',
          '^node_modules/(temporal-polyfill|zod|handlebars|stdnum)/',
        ],
      },
    ),
    rule(
      'ports-are-types',
      'A port with behaviour would be an adapter in disguise.',
      { path: '^shared/ports/', pathNot: tests },
      { pathNot: ['^shared/(ports|domain)/', '^events/'] },
    ),
    rule(
      'only-adapters-know-aws',
      'Everything else talks to AWS through a port.',
      { path: '^(events|functions|shared)/', pathNot: ['^shared/adapters/', tests] },
      { path: '^node_modules/@(aws-sdk|smithy)/' },
    ),
    rule(
      'adapters-know-domain-and-ports',
      'An adapter translates; it never reaches into a function or the middleware.',
      { path: '^shared/adapters/', pathNot: tests },
      { path: '^(functions|infra|local|book|scripts|test|shared/lambda)/' },
    ),
    rule(
      'handlers-know-no-adapters',
      'A handler is tested without AWS; index.ts is where adapters are wired in.',
      { path: '^functions/.+/', pathNot: ['/index\\.ts$', tests] },
      { path: '^shared/adapters/' },
    ),
    rule(
      'functions-are-strangers',
      'What two functions share lives in shared/.',
      { path: '^functions/([^/]+/[^/]+)/' },
      { path: '^functions/', pathNot: '^functions/$1/' },
    ),
    rule(
      'verification-reads-through-its-port',
      'A verification must say the same of a table, of a copy of it and of a test: it sees no SDK.',
      { path: '^integrity/', pathNot: ['^integrity/aws/', tests] },
      {
        pathNot: [
          '^(integrity|events)/',
          '^shared/(domain|ports)/',
          '^shared/adapters/(dynamodb/hash-chain|stepfunctions/execution-name|ledger/reader)',
        ],
      },
    ),
    rule(
      'doctor-knows-intent-and-aws',
      'An examination compares what AWS says with the configuration, and trusts no code of ours.',
      { path: '^doctor/', pathNot: tests },
      {
        path: '^(book|events|functions|infra|integrity|local|operator|scripts|shared|test)/',
        pathNot: '^infra/config\\.ts$',
      },
    ),
    rule(
      'training-knows-the-card-only',
      'A trained card is data: the trainer sees the domain of scoring, and readers and pages of the book.',
      { path: '^scoring/', pathNot: tests },
      {
        path: '^(book|events|functions|infra|integrity|local|operator|scripts|shared)/',
        pathNot: ['^shared/domain/', '^book/(csv|report/html)/', '^local/kernel/random\\.ts$'],
      },
    ),
    rule(
      'production-trains-nothing',
      'A card in use comes from data that somebody published, never from a training at run time.',
      { path: '^(events|functions|infra|shared)/', pathNot: tests },
      { path: '^scoring/' },
    ),
    rule(
      'infra-knows-no-domain',
      'Infrastructure names entry points and constants; it decides nothing about money.',
      { path: '^infra/', pathNot: tests },
      { path: '^(shared/domain|shared/adapters|shared/lambda|functions|local|book|test)/' },
    ),
    rule(
      'local-reads-the-template-only',
      'A runtime that knew the sources would stop proving the template.',
      { path: '^local/', pathNot: [tests, '^local/dev/'] },
      {
        path: '^(infra|shared|functions|events|book|strategies|templates|contact-rules|credit-policies|lateness-models|bureau-mappings)/',
      },
    ),
    rule(
      'nothing-imports-tests',
      'Production code never leans on a fixture.',
      { pathNot: ['^test/', tests] },
      { path: '^test/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|\\.build|out)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
