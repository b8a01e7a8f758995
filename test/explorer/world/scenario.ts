import type { FeatureModule } from '../../../lambdas/processor/feature-module';
import type { PayloadLimits } from '../../../lambdas/contract/payload-limits';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { Bounds } from '../choices/explore-all';
import type { EventSketch } from '../../module-kit/event';
import type { CrmClient, Outage } from './crm';
import type { Mischief } from './mischief';

/** What a module's code is made of in a process. */
export interface ModuleTools {
  readonly crm: CrmClient;
  readonly mischief: Mischief;
}

export interface ScenarioModule {
  readonly manifest: ModuleManifest;
  /** Makes the module's code; each process has its own. */
  readonly create: (tools: ModuleTools) => FeatureModule;
}

/** An event, what is wrong with it, and when it is sent. */
export interface ScenarioEvent extends EventSketch {
  readonly id: string;
  /** What a module's code does with it. Default: what it should. */
  readonly mischief?: 'throws' | 'is refused' | 'kills';
  /** Milliseconds after the start. Default 0. */
  readonly sentAfterMs?: number;
}

/** A small world in which something can go wrong. */
export interface Scenario {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /** What it is about, in a sentence. */
  readonly title: string;
  readonly modules: readonly ScenarioModule[];
  /** In the order of their times. */
  readonly events: readonly ScenarioEvent[];
  /** They can arrive in every order. */
  readonly anyOrder?: boolean;
  /** One of them can be sent a second time: at once, seconds later, or when the queue has forgotten the first. */
  readonly duplicates?: boolean;
  /** A request with a wrong signature comes along. */
  readonly forged?: boolean;
  readonly outage?: Outage;
  /** Default: as everywhere, so that no event of a scenario is too large for a message. */
  readonly payloadLimits?: PayloadLimits;
  /** Only the processes of this module meet with faults; nobody else may notice. */
  readonly onlyModule?: string;
  /** How many guards look each minute. Default 1. */
  readonly guards?: number;
  /** How far the exhaustive search goes. */
  readonly bounds: Bounds;
}
