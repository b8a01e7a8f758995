/** When every run begins, in milliseconds since the epoch. */
export const startMs = Date.UTC(2023, 9, 27, 14, 30);
