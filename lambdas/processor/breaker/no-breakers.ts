import type { Breakers } from '../ports';

const undeclared = (dependency: string): Error =>
  new Error(`The module's manifest names no dependency "${dependency}". Add it to \`dependencies\`.`);

/** Of a module that calls nothing outside. */
export const noBreakers: Breakers = {
  call: async (dependency) => {
    throw undeclared(dependency);
  },
  standing: async (dependency) => {
    throw undeclared(dependency);
  },
  suspect: async (dependency) => {
    throw undeclared(dependency);
  },
};
