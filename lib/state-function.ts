import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import type { EntitiesTable } from './entities-table';
import { NodeFunction, type FunctionDefaults } from './node-function';

/** Whether a module keeps states that can be read. */
export const keepsState = ({ policy }: ModuleManifest): boolean => policy !== 'none';

export interface StateFunctionProps {
  readonly defaults: FunctionDefaults;
  readonly entities: EntitiesTable;
  /** The modules whose states can be read. At least one. */
  readonly modules: readonly ModuleManifest[];
}

/** Answers with the state that a module keeps of an entity. */
export class StateFunction extends NodeFunction {
  constructor(scope: Construct, id: string, { defaults, entities, modules }: StateFunctionProps) {
    super(scope, id, {
      defaults,
      entry: 'state/handler.ts',
      description: 'Switchboard state: answers GET /state/{module}/{entity}.',
      serviceName: 'state',
      timeout: Duration.seconds(5),
      memoryMiB: 256,
      environment: { [environment.modules]: modules.map(({ name }) => name).join(',') },
    });
    entities.grantReadState(this);
  }
}
