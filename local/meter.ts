/** Counts of everything that AWS would bill or limit, by service and API. */
export type MeterReading = {
  /** Calls by `service:Operation`, pollers' own calls included. */
  readonly requests: Readonly<Record<string, number>>;
  /** Invocations by the name of the function's construct. */
  readonly invocations: Readonly<Record<string, number>>;
  readonly dynamodbReadUnits: number;
  readonly dynamodbWriteUnits: number;
  /** Custom events put on a bus, in chunks of 64 KiB as they are billed. */
  readonly events: number;
  /** Messages delivered by event source mappings, schedules and rules, by kind of source. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** States entered plus retries, by the name of the machine's construct. */
  readonly transitions: Readonly<Record<string, number>>;
  /** Executions started, by the name of the machine's construct. */
  readonly executions: Readonly<Record<string, number>>;
  /** Calls that the fault plan disturbed, by kind of fault. */
  readonly faults: Readonly<Record<string, number>>;
};

export type Meter = {
  readonly request: (service: string, operation: string) => void;
  readonly invocation: (functionName: string) => void;
  readonly readUnits: (units: number) => void;
  readonly writeUnits: (units: number) => void;
  readonly events: (count: number) => void;
  readonly delivery: (source: string, messages?: number) => void;
  readonly transition: (machine: string) => void;
  readonly execution: (machine: string) => void;
  readonly fault: (kind: string) => void;
  readonly read: () => MeterReading;
};

const tally = () => {
  const counts = new Map<string, number>();
  return {
    add: (key: string, count = 1): void => {
      counts.set(key, (counts.get(key) ?? 0) + count);
    },
    read: (): Record<string, number> =>
      Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};

/** Sums a record of counts. */
export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const createMeter = (): Meter => {
  const requests = tally();
  const requestKeys = new Map<string, Map<string, string>>();
  const invocations = tally();
  const deliveries = tally();
  const transitions = tally();
  const executions = tally();
  const faults = tally();
  let dynamodbReadUnits = 0;
  let dynamodbWriteUnits = 0;
  let events = 0;

  const requestKey = (service: string, operation: string): string => {
    let keys = requestKeys.get(service);
    if (keys === undefined) {
      keys = new Map();
      requestKeys.set(service, keys);
    }
    let key = keys.get(operation);
    if (key === undefined) {
      key = `${service}:${operation}`;
      keys.set(operation, key);
    }
    return key;
  };

  return {
    request: (service, operation) => requests.add(requestKey(service, operation)),
    invocation: invocations.add,
    readUnits: (units) => {
      dynamodbReadUnits += units;
    },
    writeUnits: (units) => {
      dynamodbWriteUnits += units;
    },
    events: (count) => {
      events += count;
    },
    delivery: deliveries.add,
    transition: transitions.add,
    execution: executions.add,
    fault: faults.add,
    read: () => ({
      requests: requests.read(),
      invocations: invocations.read(),
      dynamodbReadUnits,
      dynamodbWriteUnits,
      events,
      deliveries: deliveries.read(),
      transitions: transitions.read(),
      executions: executions.read(),
      faults: faults.read(),
    }),
  };
};
