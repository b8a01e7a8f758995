import type { GuardDependencies } from '../../lambdas/guard/ports';

type AsyncPorts = Pick<GuardDependencies, 'breakers' | 'mappings' | 'notes' | 'queues' | 'functions'>;

/** Runs a call to a port, or does not. */
export type Around = <Result>(call: () => Promise<Result>) => Promise<Result>;

/** The same ports, each call of which goes through `around`. */
export const withCallsAround = (ports: AsyncPorts, around: Around): AsyncPorts => {
  const { breakers, mappings, notes, queues, functions } = ports;
  return {
    breakers: {
      read: (dependency) => around(() => breakers.read(dependency)),
      write: (dependency, record) => around(() => breakers.write(dependency, record)),
    },
    mappings: {
      stateOf: (id) => around(() => mappings.stateOf(id)),
      setEnabled: (id, isEnabled) => around(() => mappings.setEnabled(id, isEnabled)),
    },
    notes: {
      find: (modules) => around(() => notes.find(modules)),
      write: (note) => around(() => notes.write(note)),
      remove: (note) => around(() => notes.remove(note)),
    },
    queues: {
      receive: (queue) => around(() => queues.receive(queue)),
      confirm: (url, handle) => around(() => queues.confirm(url, handle)),
      hasMessages: (url) => around(() => queues.hasMessages(url)),
    },
    functions: {
      invoke: (name, event, waitMs) => around(() => functions.invoke(name, event, waitMs)),
    },
  };
};

/** What happens at one call: the guard dies before it or after it, or the call fails before it or after it. */
export const mishaps = ['dies-before', 'dies-after', 'fails-before', 'fails-after'] as const;
export type Mishap = (typeof mishaps)[number];

export interface MishapPlan {
  /** Which call, counted from 0. */
  readonly at: number;
  readonly mishap: Mishap;
}

/** Calls of which one goes wrong; what dies never comes back. `hit` resolves when it has. */
export const withMishap = ({ at, mishap }: MishapPlan) => {
  const hit = Promise.withResolvers<void>();
  let calls = 0;
  const around: Around = async (call) => {
    calls += 1;
    if (calls !== at + 1) return call();
    if (mishap.endsWith('after')) await call();
    hit.resolve();
    if (mishap.startsWith('fails')) throw new Error('The call failed.');
    return new Promise<never>(() => undefined);
  };
  return { around, hit: hit.promise };
};
