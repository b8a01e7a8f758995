import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HttpResponse } from './http';

/** What API Gateway and function URLs take for an answer, in payload format 1.0 and 2.0 alike. */
export const toProxyResult = ({ status, headers, body }: HttpResponse): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { ...headers },
  body,
  isBase64Encoded: false,
});
