import type { ReportItem } from './report-item';

/** One JSON object for a program. `event` says what it is; a stage's fields stand beside its code. */
export const formatJson = (item: ReportItem): string => {
  if (item.kind === 'stage') return JSON.stringify({ event: 'stage', code: item.code, ...item.fields });
  const { kind, ...rest } = item;
  return JSON.stringify({ event: kind, ...rest });
};
