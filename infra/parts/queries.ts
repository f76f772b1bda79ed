import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

type Query = {
  readonly id: string;
  /** What it is about, when only some functions say anything about it. */
  readonly of?: 'cases';
  /** As an operator finds it, below a folder. */
  readonly name: string;
  readonly lines: readonly string[];
};

/** Saved under their question; `ID` is a correlation, account, case, invoice, attempt or input id. */
const QUERIES: readonly Query[] = [
  {
    id: 'FollowQuery',
    name: 'Follow one id through the system (put it in place of ID)',
    lines: [
      'fields @timestamp, function, message, type, accountId, invoiceNumber, outcome, error.message',
      'filter @message like "ID"',
      'sort @timestamp asc',
      'limit 500',
    ],
  },
  {
    id: 'FailuresQuery',
    name: 'What fails, and how often',
    lines: [
      'filter level = "error"',
      'stats count(*) as failures, max(@timestamp) as latest by function, message, error.name, error.message',
      'sort failures desc',
    ],
  },
  {
    id: 'ReturnedQuery',
    name: 'Which messages of queues come back',
    lines: [
      'filter message in ["the message failed", "handed back"]',
      'stats count(*) as returns, max(deliveries) as deliveries by function, messageId, accountId, correlationId',
      'sort returns desc',
      'limit 100',
    ],
  },
  {
    id: 'OutcomesQuery',
    of: 'cases',
    name: 'What became of the steps of cases',
    lines: [
      'filter message = "a step was performed"',
      'stats count(*) as steps by outcome, step, bin(1d) as day',
      'sort day desc, steps desc',
    ],
  },
  {
    id: 'WhyNotSentQuery',
    of: 'cases',
    name: 'Which steps sent nothing, and for whom',
    lines: [
      'fields @timestamp, accountId, caseId, step, outcome, attemptId',
      'filter message = "a step was performed" and outcome not in ["sent", "task-opened", "stage-entered"]',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    id: 'RejectedQuery',
    name: 'Which inputs were rejected, and why',
    lines: [
      'filter message in ["an input was rejected", "a command was rejected", "a webhook was refused"]',
      'fields @timestamp, function, inputId, inputType, provider, code, reasons.0',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    id: 'SlowestQuery',
    name: 'Which functions are slow, cold or short of memory',
    lines: [
      'filter @type = "REPORT"',
      'stats count(*) as runs, pct(@duration, 95) as p95Ms, max(@duration) as maxMs, count(@initDuration) as cold, max(@initDuration) as maxInitMs, max(@maxMemoryUsed / @memorySize) as memoryShare by @log',
      'sort p95Ms desc',
    ],
  },
];

/**
 * Questions about the logs that operators ask again and again, saved in Logs Insights: a folder for
 * each stack. A query takes 50 log groups at most, and one over all stacks would tie every function
 * of theirs to it by an export.
 */
export const createQueries = (
  scope: Construct,
  props: {
    readonly folder: string;
    readonly logGroups: readonly ILogGroup[];
    /** False leaves out what only functions about cases say. */
    readonly cases: boolean;
  },
): void => {
  const { folder, logGroups, cases } = props;
  for (const { id, name, lines, of } of QUERIES) {
    if (of === 'cases' && !cases) continue;
    new CfnQueryDefinition(scope, id, {
      name: `${folder}/${name.replaceAll('/', ' ')}`,
      queryString: lines.join('\n| '),
      logGroupNames: logGroups.map((group) => group.logGroupName),
    });
  }
};
