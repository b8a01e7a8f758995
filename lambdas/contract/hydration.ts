/** Name of hydration among the modules: of its queue, its function, its outcomes. No module may have it. */
export const hydrationName = 'hydration';

/** The dependency that truncated events are completed from. Without it there is no hydration. */
export const hydrationDependency = 'genesys';
