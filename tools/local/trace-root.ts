/** A request's X-Ray root, made of its id: `Root=1-<8 digits>-<24 digits>`. */
export const traceRoot = (requestId: string): string => {
  const digits = requestId.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)}`;
};
