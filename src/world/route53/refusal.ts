/** Errors as the API has them. */
import { escaped, tag } from './xml.ts';

export const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** What Route 53 refuses a request with; the server turns it into a response. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The body of an error response (API reference, "Common errors"; a list of messages stands in brackets). */
export function refusalXml({ code, status, message }: Refusal, requestId: string): string {
  const fault = tag('Type', status >= 500 ? 'Receiver' : 'Sender');
  const error = tag('Error', fault, tag('Code', code), tag('Message', escaped(message)));
  return `<?xml version="1.0"?>\n<ErrorResponse xmlns="${NAMESPACE}">${error}${tag('RequestId', requestId)}</ErrorResponse>`;
}
