import { epochMs, type Instant } from '../domain/calendar.ts';
import type { Figure } from '../domain/insight/figures.ts';

/** Puts figures where dashboards and alarms find them. */
export type Metrics = (at: Instant, figures: readonly Figure[]) => void;

/**
 * One line of the embedded metric format for each figure, on standard output: CloudWatch reads
 * metrics out of the log by itself, so that they cost no call and no right.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createMetrics =
  (
    namespace: string,
    write: (line: string) => void = (line) => process.stdout.write(line),
  ): Metrics =>
  (at, figures) => {
    for (const { dimensions, values } of figures) {
      const directive = {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: Object.keys(values).map((Name) => ({ Name })),
      };
      const metadata = { Timestamp: epochMs(at), CloudWatchMetrics: [directive] };
      write(`${JSON.stringify({ ['_aws']: metadata, ...dimensions, ...values })}\n`);
    }
  };
