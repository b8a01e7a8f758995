import type {
  EventPlace,
  FeatureModule,
  IndependentModule,
  LatestModule,
  ModuleContext,
  ModuleEvent,
  ModuleState,
  SequenceModule,
} from '../../lambdas/processor/feature-module';

/** What a module's code is given, apart from the context of an effect. */
export interface Given {
  readonly event: ModuleEvent;
  readonly state?: ModuleState | undefined;
  readonly place?: EventPlace;
}

/** A call of a function of the module that must be pure. */
export interface PureCall<G extends Given> {
  readonly name: 'apply' | 'late';
  readonly given: G;
  readonly run: (given: G) => ModuleState;
}

export interface EffectCall<G extends Given> {
  readonly name: 'react' | 'handle';
  readonly given: G;
  readonly context: ModuleContext;
  readonly run: (given: G, context: ModuleContext) => Promise<void>;
}

/** What stands between the processor and a module's code. */
export interface Wrapping {
  pure<G extends Given>(call: PureCall<G>): ModuleState;
  effect<G extends Given>(call: EffectCall<G>): Promise<void>;
}

/** The module with every call of its code passed through the wrapping. */
export const wrapModule = (module: FeatureModule, wrapping: Wrapping): FeatureModule => {
  if (isSequence(module)) return wrapSequence(module, wrapping);
  return isLatest(module) ? wrapLatest(module, wrapping) : wrapIndependent(module, wrapping);
};

const wrapSequence = (module: SequenceModule, wrapping: Wrapping): SequenceModule => {
  const { manifest, late } = module;
  return {
    manifest,
    apply: (state, event, place) =>
      wrapping.pure({
        name: 'apply',
        given: { state, event, place },
        run: (given) => module.apply(given.state, given.event, given.place),
      }),
    ...(late !== undefined && { late: typeof late === 'function' ? wrapLate(late, wrapping) : late }),
    ...(module.react && {
      react: (event, state, context) =>
        wrapping.effect({
          name: 'react',
          given: { event, state },
          context,
          run: async (given, checked) => module.react?.(given.event, given.state, checked),
        }),
    }),
  };
};

const wrapLate =
  (late: Extract<SequenceModule['late'], (...given: never) => unknown>, wrapping: Wrapping): typeof late =>
  (state, event) =>
    wrapping.pure({
      name: 'late',
      given: { state, event },
      run: (given) => late(given.state, given.event),
    });

const wrapLatest = (module: LatestModule, wrapping: Wrapping): LatestModule => ({
  manifest: module.manifest,
  apply: (event) =>
    wrapping.pure({ name: 'apply', given: { event }, run: (given) => module.apply(given.event) }),
  ...(module.whileSame && { whileSame: module.whileSame }),
});

const wrapIndependent = (module: IndependentModule, wrapping: Wrapping): IndependentModule => ({
  manifest: module.manifest,
  handle: (event, context) =>
    wrapping.effect({
      name: 'handle',
      given: { event },
      context,
      run: (given, checked) => module.handle(given.event, checked),
    }),
});

export const isSequence = (module: FeatureModule): module is SequenceModule =>
  module.manifest.policy === 'sequence';
const isLatest = (module: Exclude<FeatureModule, SequenceModule>): module is LatestModule =>
  module.manifest.policy === 'latest';
