import { at, type Json, list, type Synthesized } from './template.ts';

/** What every function may do without saying so: write its own log and its own traces. */
const HOUSE = /^(logs:(CreateLogStream|PutLogEvents) on \w+Logs\.Arn|xray:Put\w+ on \*)$/;

const conditionOf = (stacks: Synthesized, condition: Json | undefined): string => {
  const keys = at(condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys');
  if (keys !== undefined) return ` if ${list(keys).map(stacks.text).join(' ')}`;
  return condition === undefined ? '' : ` if ${JSON.stringify(stacks.show(condition))}`;
};

const lines = (stacks: Synthesized, statement: Json): string[] => {
  const denied = at(statement, 'Effect') === 'Deny' ? 'never ' : '';
  const condition = conditionOf(stacks, at(statement, 'Condition'));
  return list(at(statement, 'Action')).flatMap((action) =>
    list(at(statement, 'Resource')).map((resource) => {
      const name = stacks
        .text(resource)
        .replace(/^arn:AWS::Partition:(\w+):AWS::Region:AWS::AccountId:/, '$1 ');
      return `${denied}${stacks.text(action)} on ${name}${condition}`;
    }),
  );
};

/** Everything that a role may do, one `action on resource if keys` a line, sorted. */
export const permissionsOf = (stacks: Synthesized, role: string): string[] =>
  stacks
    .ofType('AWS::IAM::Policy')
    .filter(({ property }) => list(stacks.show(property('Roles'))).includes(role))
    .flatMap(({ property }) =>
      list(property('PolicyDocument', 'Statement')).flatMap((each) => lines(stacks, each)),
    )
    .filter((line) => !HOUSE.test(line))
    .sort();
