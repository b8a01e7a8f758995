/** Values of a manifest's optional fields. */
export const manifestDefaults = { timeoutSeconds: 10, maxConcurrency: 10, memoryMiB: 256 } as const;
