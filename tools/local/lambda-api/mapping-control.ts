import * as z from 'zod';
import { readJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import type { MappingState } from '../polling/event-source-mapping';
import { findFunction } from './find-function';
import type { LambdaApiOptions } from './lambda-routes';

type Mapping = LambdaApiOptions['mappings'] extends ReadonlyMap<string, infer One> ? One : never;

/** `EventSourceMappingConfiguration`. Times are seconds since the epoch. */
export interface MappingConfiguration {
  readonly UUID: string;
  readonly State: MappingState | 'Enabling';
  readonly [property: string]: unknown;
}

const update = z.strictObject(
  { Enabled: z.boolean() },
  { error: 'expected {"Enabled": true} or {"Enabled": false}: the local runner changes nothing else' },
);

/** Event source mappings as Lambda's API shows and changes them. */
export class MappingControl {
  readonly #options: LambdaApiOptions;
  readonly #modifiedMs = new Map<string, number>();
  readonly #createdMs: number;

  constructor(options: LambdaApiOptions) {
    this.#options = options;
    this.#createdMs = options.clock.now();
  }

  get(uuid: string): MappingConfiguration {
    return this.#configurationOf(this.#find(uuid));
  }

  /** All that have the given `FunctionName` and `EventSourceArn`, on one page. */
  list(query: URLSearchParams): { readonly EventSourceMappings: readonly MappingConfiguration[] } {
    const name = query.get('FunctionName');
    const arn = query.get('EventSourceArn');
    const functionId = name === null ? undefined : findFunction(name, this.#options).definition.logicalId;
    const fitting = this.#all.filter(
      ({ definition }) =>
        (functionId === undefined || definition.functionLogicalId === functionId) &&
        (arn === null || definition.queueArn === arn),
    );
    return { EventSourceMappings: fitting.map((mapping) => this.#configurationOf(mapping)) };
  }

  /**
   * Pauses or resumes. Like Lambda, it refuses to while the mapping is being disabled. Throws `ServiceError`.
   *
   * @param body `{"Enabled": …}`
   */
  update(uuid: string, body: Buffer): MappingConfiguration {
    const mapping = this.#find(uuid);
    const refusal = {
      malformed: 'InvalidRequestContentException',
      invalid: 'InvalidParameterValueException',
    };
    const { Enabled: isWanted } = readJson(body, update, refusal);
    if (mapping.state === 'Disabling') {
      const message = 'Cannot update the event source mapping because it is in use.';
      throw new ServiceError(400, 'ResourceInUseException', message);
    }
    if (isWanted === (mapping.state === 'Enabled')) return this.#configurationOf(mapping);
    this.#modifiedMs.set(uuid, this.#options.clock.now());
    if (isWanted) mapping.start();
    else mapping.pause();
    return { ...this.#configurationOf(mapping), State: isWanted ? 'Enabling' : 'Disabling' };
  }

  get #all(): readonly Mapping[] {
    return [...this.#options.mappings.values()];
  }

  #find(uuid: string): Mapping {
    const found = this.#all.find(({ definition }) => definition.uuid === uuid);
    if (found !== undefined) return found;
    throw new ServiceError(
      404,
      'ResourceNotFoundException',
      `The event source mapping ${uuid} does not exist.`,
    );
  }

  #configurationOf({ definition, state }: Mapping): MappingConfiguration {
    const { region, accountId, functions } = this.#options;
    const { uuid, queueArn, functionLogicalId, batchSize, maxConcurrency, reportsItemFailures } = definition;
    return {
      UUID: uuid,
      EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`,
      EventSourceArn: queueArn,
      FunctionArn: functions.get(functionLogicalId)?.definition.arn,
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: 0,
      ...(maxConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maxConcurrency } }),
      FunctionResponseTypes: reportsItemFailures ? ['ReportBatchItemFailures'] : [],
      State: state,
      StateTransitionReason: 'USER_INITIATED',
      LastModified: (this.#modifiedMs.get(uuid) ?? this.#createdMs) / 1000,
    };
  }
}
