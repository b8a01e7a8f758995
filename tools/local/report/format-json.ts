import type { ReportItem } from './report-item';

/** One JSON object for a program. `event` says what it is; fields stand beside the code they belong to. */
export const formatJson = (item: ReportItem): string => {
  if (item.kind === 'stage') return JSON.stringify({ event: 'stage', code: item.code, ...item.fields });
  if (item.kind === 'module-log')
    return JSON.stringify({ event: item.kind, code: item.code, ...item.fields });
  const { kind, ...rest } = item;
  return JSON.stringify({ event: kind, ...rest });
};
