import type { Authorizer } from '../iam/authorizer.ts';
import type { Demand, Principal } from '../iam/principal.ts';
import { UnsupportedError } from '../kernel/errors.ts';
import type { Meter } from '../meter.ts';
import type { Input, Operation, Output, Service } from './service.ts';

/** The one door to every service: finds the API, checks the caller, meters and performs the call. */
export type Gateway = {
  /** Service name of a Smithy namespace. @throws UnsupportedError for a service not imitated. */
  readonly serviceOf: (namespace: string) => string;
  /** @throws AwsError for what the service or IAM refuses, UnsupportedError for an unknown API. */
  readonly call: (
    principal: Principal,
    service: string,
    operation: string,
    input: Input,
  ) => Promise<Output>;
  /** Checks and performs nothing else. */
  readonly authorize: (principal: Principal, demand: Demand) => void;
};

export const createGateway = (deps: {
  readonly services: readonly Service[];
  readonly authorizer: Authorizer;
  readonly meter: Meter;
  /** Stops the run: a function may swallow the error, but the run must not go on as if nothing was. */
  readonly fail: (error: Error) => void;
}): Gateway => {
  const { authorizer, meter } = deps;
  const byName = new Map(deps.services.map((service) => [service.name, service]));
  const byNamespace = new Map(deps.services.map((service) => [service.namespace, service.name]));

  const refuse = (message: string): never => {
    const error = new UnsupportedError(message);
    deps.fail(error);
    throw error;
  };

  const operationOf = (service: string, operation: string): Operation =>
    byName.get(service)?.operations[operation] ??
    refuse(`The API ${service}:${operation} is not supported by the local runtime.`);

  return {
    serviceOf: (namespace) =>
      byNamespace.get(namespace) ??
      refuse(`The service ${namespace} is not supported by the local runtime.`),
    authorize: authorizer.authorize,
    call: async (principal, service, operation, input) => {
      const api = operationOf(service, operation);
      for (const demand of api.demands(input)) authorizer.authorize(principal, demand);
      meter.request(service, operation);
      return api.run(input, principal);
    },
  };
};
