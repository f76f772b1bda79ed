import { isRecord } from './operators.ts';

/** How a target's input is made of an event; at most one of the three is set. */
export type InputSettings = {
  /** JSON text that replaces the event. */
  readonly Input?: string;
  /** JSONPath of the part of the event that is passed on. */
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
};

type RuleFacts = { readonly ruleArn: string; readonly ruleName: string };

/** Makes the text that a target receives of an event. */
export type InputMaker = (event: unknown, ingestedAtMs: number) => string;

/** A setting that PutTargets refuses or that is not supported. */
class InvalidInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ValidationException';
  }
}

/**
 * Compiles the input settings of a target.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function compileInput(settings: InputSettings, rule: RuleFacts): InputMaker {
  const { Input, InputPath, InputTransformer } = settings;
  const set = [Input, InputPath, InputTransformer].filter((setting) => setting !== undefined);
  if (set.length > 1) {
    throw new InvalidInputError(
      'Only one of Input, InputPath, or InputTransformer must be provided',
    );
  }
  if (Input !== undefined) return () => Input;
  if (InputPath !== undefined) {
    const read = compilePath(InputPath);
    return (event) => JSON.stringify(read(event) ?? {});
  }
  if (InputTransformer === undefined) return (event) => JSON.stringify(event);
  return compileTemplate(
    InputTransformer.InputTemplate,
    InputTransformer.InputPathsMap ?? {},
    rule,
  );
}

const STEP = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/uy;

/** The subset of JSONPath that names one value: members and array indexes. */
export function compilePath(path: string): (event: unknown) => unknown {
  const steps: (string | number)[] = [];
  if (!path.startsWith('$')) throw new InvalidInputError(`JSONPath '${path}' must start with $`);
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) throw new InvalidInputError(`JSONPath '${path}' is not supported`);
    const [, member, index, single, double] = match;
    steps.push(index === undefined ? (member ?? single ?? double ?? '') : Number(index));
  }
  return (event) => {
    let value = event;
    for (const step of steps) {
      if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
      else value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return value;
  };
}

type Part = { readonly text: string } | { readonly variable: string; readonly quoted: boolean };

function compileTemplate(
  template: string,
  paths: Readonly<Record<string, string>>,
  rule: RuleFacts,
): InputMaker {
  const readers = new Map(Object.entries(paths).map(([name, path]) => [name, compilePath(path)]));
  for (const name of readers.keys()) {
    if (name.startsWith('aws.')) throw new InvalidInputError(`Variable '${name}' is reserved`);
  }
  const parts = splitTemplate(template, (name) => readers.has(name) || RESERVED.has(name));
  return (event, ingestedAtMs) => {
    const lookUp = (name: string): unknown =>
      readers.get(name)?.(event) ?? reservedValue(name, event, rule, ingestedAtMs);
    return parts
      .map((part) => ('text' in part ? part.text : render(lookUp(part.variable), part.quoted)))
      .join('');
  };
}

const RESERVED = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

function reservedValue(
  name: string,
  event: unknown,
  rule: RuleFacts,
  ingestedAtMs: number,
): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.ruleArn;
    case 'aws.events.rule-name':
      return rule.ruleName;
    case 'aws.events.event.ingestion-time':
      return new Date(ingestedAtMs).toISOString().replace(/\.\d{3}Z$/u, 'Z');
    case 'aws.events.event':
      return isRecord(event) ? withoutDetail(event) : event;
    case 'aws.events.event.json':
      return event;
    default:
      return undefined;
  }
}

function withoutDetail(event: Readonly<Record<string, unknown>>): unknown {
  const { detail: _, ...rest } = event;
  return rest;
}

/**
 * Cuts a template at its placeholders. Inside a JSON string a value is inserted without quotes of
 * its own, elsewhere as JSON, so the cut remembers which of the two it was.
 */
function splitTemplate(template: string, known: (name: string) => boolean): readonly Part[] {
  const parts: Part[] = [];
  let quoted = false;
  let plain = '';
  for (let at = 0; at < template.length; at += 1) {
    const character = template[at] ?? '';
    const placeholder = character === '<' ? /^<([\w.-]+)>/u.exec(template.slice(at)) : null;
    const name = placeholder?.[1];
    if (placeholder !== null && name !== undefined) {
      if (!known(name)) {
        throw new InvalidInputError(`InputTemplate uses the unknown variable '${name}'`);
      }
      if (name === 'aws.events.event.json' && quoted) {
        throw new InvalidInputError(`'${name}' cannot stand inside a string`);
      }
      parts.push({ text: plain }, { variable: name, quoted });
      plain = '';
      at += placeholder[0].length - 1;
      continue;
    }
    if (character === '\\' && quoted) {
      plain += character + (template[at + 1] ?? '');
      at += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    plain += character;
  }
  parts.push({ text: plain });
  return parts;
}

/**
 * Inside a string a path that finds nothing leaves nothing. What EventBridge makes of such a path
 * elsewhere, and of an object inside a string, is not documented well enough to be imitated.
 */
function render(value: unknown, quoted: boolean): string {
  if (!quoted) {
    if (value === undefined) {
      throw new InvalidInputError('A variable outside a string must find a value in the event');
    }
    return JSON.stringify(value);
  }
  if (value === undefined) return '';
  if (typeof value === 'object' && value !== null) {
    throw new InvalidInputError('An object or array inside a string is not supported');
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
