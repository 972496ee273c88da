import { z } from 'zod';
import { BadName } from '../../model/name.ts';
import { BadValue } from '../badValue.ts';

/**
 * A schema whose value goes through `parse`; what `parse` objects to (BadValue, BadName) becomes an issue that
 * carries the reason, and what is allowed. Other errors are bugs and pass through.
 */
export function parsed<In, Raw, Out>(
  schema: z.ZodType<Raw, In>,
  allowed: string,
  parse: (value: Raw) => Out,
): z.ZodType<Out, In> {
  return schema.transform((value, context): Out => {
    try {
      return parse(value);
    } catch (cause) {
      if (!(cause instanceof BadValue) && !(cause instanceof BadName)) throw cause;
      context.addIssue({ code: 'custom', message: cause.message, params: { allowed } });
      return z.NEVER;
    }
  });
}
