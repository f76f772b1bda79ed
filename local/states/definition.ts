import { type Fields, readFields } from './fields.ts';
import { checkFlow } from './flow-checks.ts';
import { isObject } from './json.ts';
import type { Compiler } from './jsonata.ts';
import type { Assignments, Catcher, ChoiceRule, Flow, Machine, Retrier, State } from './machine.ts';
import { compileTemplate, InvalidDefinitionError, type Template } from './template.ts';

/** The longest wait, timeout and retry interval that the Amazon States Language accepts. */
export const MAX_SECONDS = 99_999_999;
/** A retry may be delayed by less than 366 days. */
const MAX_DELAY_SECONDS = 31_622_400;

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const MACHINE_FIELDS = names('Comment Version QueryLanguage TimeoutSeconds StartAt States');
const COMMON = 'Type Comment QueryLanguage';
const FLOWING = `${COMMON} Next End Output Assign`;
const GUARDED = `${FLOWING} Retry Catch`;
const STATE_FIELDS: Readonly<Record<State['type'], ReadonlySet<string>>> = {
  Task: names(`${GUARDED} Resource Arguments TimeoutSeconds HeartbeatSeconds`),
  Parallel: names(`${GUARDED} Arguments Branches`),
  Map: names(`${GUARDED} Items ItemSelector ItemProcessor MaxConcurrency`),
  Choice: names(`${COMMON} Choices Default Output Assign`),
  Wait: names(`${FLOWING} Seconds Timestamp`),
  Pass: names(FLOWING),
  Succeed: names(`${COMMON} Output`),
  Fail: names(`${COMMON} Error Cause`),
};
const FLOW_FIELDS = names('Comment StartAt States');
const PROCESSOR_FIELDS = names('Comment StartAt States ProcessorConfig');

/**
 * Reads a definition. Throws InvalidDefinitionError, with the place, for what Step Functions refuses
 * to create and for what this engine does not run (JSONPath, `.sync`, activities, distributed maps).
 */
export function parseDefinition(compiler: Compiler, definition: unknown): Machine {
  const json = typeof definition === 'string' ? parseText(definition) : definition;
  const fields = readFields(compiler, json, '', MACHINE_FIELDS);
  if (fields.raw('QueryLanguage') !== 'JSONata') {
    fields.refuse('QueryLanguage', "QueryLanguage must be 'JSONata': JSONPath is not supported");
  }
  const machine: Machine = {
    comment: fields.string('Comment'),
    timeoutSeconds: seconds(fields, 'TimeoutSeconds', 1),
    ...parseFlow(compiler, fields),
  };
  checkFlow(machine);
  return machine;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new InvalidDefinitionError('', `INVALID_JSON_DESCRIPTION: ${String(thrown)}`);
  }
}

function parseFlow(compiler: Compiler, fields: Fields): Flow {
  const where = `${fields.where}/States`;
  const raw = fields.raw('States');
  if (!isObject(raw)) return fields.refuse('States', 'Expected an object of states');
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(raw)) {
    if (name.length > 80)
      throw new InvalidDefinitionError(where, `State name '${name}' is too long`);
    states.set(name, parseState(compiler, name, state, `${where}/${name}`));
  }
  return { startAt: fields.requiredString('StartAt'), states };
}

function parseState(compiler: Compiler, name: string, raw: unknown, where: string): State {
  const type = isObject(raw) ? raw['Type'] : undefined;
  if (!isStateType(type)) {
    throw new InvalidDefinitionError(`${where}/Type`, `Type '${String(type)}' is not supported`);
  }
  const fields = readFields(compiler, raw, where, STATE_FIELDS[type]);
  if (fields.has('QueryLanguage') && fields.raw('QueryLanguage') !== 'JSONata') {
    fields.refuse('QueryLanguage', "QueryLanguage must be 'JSONata': JSONPath is not supported");
  }
  const common = {
    name,
    comment: fields.string('Comment'),
    output: fields.template('Output'),
    assign: assignments(compiler, fields, ''),
  };
  switch (type) {
    case 'Task':
      return { ...common, type, ...flowing(fields), ...guards(compiler, fields), ...task(fields) };
    case 'Parallel': {
      const branches = fields.array('Branches');
      if (branches === undefined || branches.length === 0) {
        return fields.refuse('Branches', 'A Parallel needs at least one branch');
      }
      return {
        ...common,
        type,
        ...flowing(fields),
        ...guards(compiler, fields),
        arguments: fields.template('Arguments'),
        branches: branches.map((branch, index) =>
          parseFlow(
            compiler,
            readFields(compiler, branch, `${where}/Branches[${index}]`, FLOW_FIELDS),
          ),
        ),
      };
    }
    case 'Map':
      return {
        ...common,
        type,
        ...flowing(fields),
        ...guards(compiler, fields),
        items: fields.template('Items'),
        itemSelector: fields.template('ItemSelector'),
        maxConcurrency: fields.template('MaxConcurrency'),
        processor: processor(compiler, fields),
      };
    case 'Choice':
      return {
        ...common,
        type,
        next: fields.string('Default'),
        rules: choiceRules(compiler, fields),
      };
    case 'Wait':
      return { ...common, type, ...flowing(fields), ...waiting(fields) };
    case 'Pass':
      return { ...common, type, ...flowing(fields) };
    case 'Succeed':
      return { ...common, type, next: undefined };
    case 'Fail':
      return {
        ...common,
        type,
        next: undefined,
        error: fields.template('Error'),
        cause: fields.template('Cause'),
      };
  }
}

function isStateType(type: unknown): type is State['type'] {
  return typeof type === 'string' && Object.hasOwn(STATE_FIELDS, type);
}

function flowing(fields: Fields): { next: string | undefined } {
  const next = fields.string('Next');
  const end = fields.raw('End') === true;
  if ((next === undefined) === !end)
    fields.refuse('Next', 'Exactly one of Next and End is required');
  return { next };
}

function task(fields: Fields): {
  resource: string;
  waitsForToken: boolean;
  arguments: Template | undefined;
  timeoutSeconds: Template | undefined;
  heartbeatSeconds: Template | undefined;
} {
  const resource = fields.requiredString('Resource');
  if (/\.sync(:\d+)?$/u.test(resource)) {
    fields.refuse('Resource', `The pattern '.sync' of '${resource}' is not supported`);
  }
  if (/:activity:/u.test(resource)) {
    fields.refuse('Resource', `The activity '${resource}' is not supported`);
  }
  if (!resource.startsWith('arn:')) fields.refuse('Resource', `'${resource}' is not an ARN`);
  seconds(fields, 'TimeoutSeconds', 1);
  seconds(fields, 'HeartbeatSeconds', 1);
  return {
    resource,
    waitsForToken: resource.endsWith('.waitForTaskToken'),
    arguments: fields.template('Arguments'),
    timeoutSeconds: fields.template('TimeoutSeconds'),
    heartbeatSeconds: fields.template('HeartbeatSeconds'),
  };
}

function waiting(fields: Fields): {
  seconds: Template | undefined;
  timestamp: Template | undefined;
} {
  if (fields.has('Seconds') === fields.has('Timestamp')) {
    fields.refuse('Seconds', 'Exactly one of Seconds and Timestamp is required');
  }
  seconds(fields, 'Seconds', 0);
  return { seconds: fields.template('Seconds'), timestamp: fields.template('Timestamp') };
}

/** A literal number of seconds; an expression passes and is checked when it is evaluated. */
function seconds(fields: Fields, name: string, least: 0 | 1): number | undefined {
  if (typeof fields.raw(name) === 'string') return undefined;
  return fields.number(
    name,
    (value) => Number.isInteger(value) && value >= least && value <= MAX_SECONDS,
    `an integer from ${least} to ${MAX_SECONDS}`,
  );
}

function processor(compiler: Compiler, fields: Fields): Flow {
  const where = `${fields.where}/ItemProcessor`;
  const inner = readFields(compiler, fields.raw('ItemProcessor'), where, PROCESSOR_FIELDS);
  const config = inner.raw('ProcessorConfig');
  const mode = isObject(config) ? config['Mode'] : 'INLINE';
  if (mode !== undefined && mode !== 'INLINE') {
    inner.refuse(
      'ProcessorConfig',
      `Map mode ${JSON.stringify(mode)} is not supported, only INLINE`,
    );
  }
  return parseFlow(compiler, inner);
}

const RULE_FIELDS = names('Condition Next Output Assign Comment');

function choiceRules(compiler: Compiler, fields: Fields): readonly ChoiceRule[] {
  const rules = fields.array('Choices');
  if (rules === undefined || rules.length === 0) {
    return fields.refuse('Choices', 'A Choice needs at least one rule');
  }
  return rules.map((raw, index) => {
    const rule = readFields(compiler, raw, `${fields.where}/Choices[${index}]`, RULE_FIELDS);
    const prefix = `Choices[${index}]/`;
    const condition = rule.template('Condition', prefix);
    if (condition === undefined) return rule.refuse('Condition', "Field 'Condition' is required");
    return {
      condition,
      comment: rule.string('Comment'),
      next: rule.requiredString('Next'),
      output: rule.template('Output', prefix),
      assign: assignments(compiler, rule, prefix),
    };
  });
}

/** Variable names are identifiers of at most 80 characters; `$states` is reserved. */
const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

function assignments(compiler: Compiler, fields: Fields, prefix: string): Assignments | undefined {
  const raw = fields.raw('Assign');
  if (raw === undefined) return undefined;
  if (!isObject(raw)) return fields.refuse('Assign', 'Expected an object');
  const assign = new Map<string, Template>();
  for (const [name, value] of Object.entries(raw)) {
    if (!VARIABLE_NAME.test(name) || name === 'states') {
      fields.refuse(`Assign/${name}`, `'${name}' is not a valid variable name`);
    }
    const where = `${fields.where}/Assign/${name}`;
    assign.set(name, compileTemplate(compiler, value, where, `${prefix}Assign/${name}`));
  }
  return assign;
}

const RETRIER_FIELDS = names(
  'ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy Comment',
);
const CATCHER_FIELDS = names('ErrorEquals Next Output Assign Comment');

function guards(
  compiler: Compiler,
  fields: Fields,
): { retry: readonly Retrier[]; catch: readonly Catcher[] } {
  const retriers = fields.array('Retry') ?? [];
  const catchers = fields.array('Catch') ?? [];
  return {
    retry: retriers.map((raw, index) => {
      const where = `${fields.where}/Retry[${index}]`;
      return retrier(
        readFields(compiler, raw, where, RETRIER_FIELDS),
        index === retriers.length - 1,
      );
    }),
    catch: catchers.map((raw, index) => {
      const where = `${fields.where}/Catch[${index}]`;
      const catcher = readFields(compiler, raw, where, CATCHER_FIELDS);
      return {
        errorEquals: errorEquals(catcher, index === catchers.length - 1),
        next: catcher.requiredString('Next'),
        output: catcher.template('Output', `Catch[${index}]/`),
        assign: assignments(compiler, catcher, `Catch[${index}]/`),
      };
    }),
  };
}

function retrier(fields: Fields, last: boolean): Retrier {
  const jitter = fields.raw('JitterStrategy') ?? 'NONE';
  if (jitter !== 'NONE' && jitter !== 'FULL') {
    return fields.refuse('JitterStrategy', 'Expected NONE or FULL');
  }
  const intervalSeconds = seconds(fields, 'IntervalSeconds', 1) ?? 1;
  const delay = fields.number(
    'MaxDelaySeconds',
    (value) => Number.isInteger(value) && value > intervalSeconds && value < MAX_DELAY_SECONDS,
    `an integer above IntervalSeconds and below ${MAX_DELAY_SECONDS}`,
  );
  return {
    errorEquals: errorEquals(fields, last),
    intervalSeconds,
    maxAttempts: seconds(fields, 'MaxAttempts', 0) ?? 3,
    backoffRate: fields.number('BackoffRate', (value) => value >= 1, 'a number of at least 1') ?? 2,
    maxDelaySeconds: delay,
    jitter,
  };
}

function errorEquals(fields: Fields, last: boolean): readonly string[] {
  const list = fields.array('ErrorEquals') ?? [];
  const errors = list.filter((name) => typeof name === 'string');
  if (errors.length === 0 || errors.length !== list.length) {
    return fields.refuse('ErrorEquals', 'Expected a list of error names');
  }
  if (errors.includes('States.ALL') && (errors.length > 1 || !last)) {
    return fields.refuse('ErrorEquals', 'States.ALL must stand alone and in the last entry');
  }
  return errors;
}
