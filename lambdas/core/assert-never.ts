/** Makes a `switch` over a tagged union fail to compile when a branch is missing. */
export const assertNever = (value: never): never => {
  throw new TypeError(`Unexpected variant: ${JSON.stringify(value)}`);
};
