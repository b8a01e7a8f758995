import { invalidValue } from './errors';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page, and when no page size was asked for. */
  readonly nextToken?: string;
}

const defaultPageSize = 1000;

/** One page of items that are in order of their names; the token stands for the last name of a page. */
export function paginate<T extends { readonly name: string }>(
  all: readonly T[],
  request: PageRequest,
): Page<T> {
  const size = request.MaxResults ?? defaultPageSize;
  if (size < 1 || size > defaultPageSize) {
    throw invalidValue('MaxResults', size, `Must be between 1 and ${defaultPageSize}, if provided.`);
  }
  const after = Buffer.from(request.NextToken ?? '', 'base64').toString();
  const rest = all.filter(({ name }) => name > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  if (last === undefined || rest.length <= size || request.MaxResults === undefined) return { items };
  return { items, nextToken: Buffer.from(last.name).toString('base64') };
}
