import { z } from 'zod';
import type { Path } from '../problem.ts';
import { isMapping } from '../rawValue.ts';

interface Node {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: Node };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly $defs?: { readonly [id: string]: Node };
}

/**
 * The keys that a mapping at this path may have, taken from the same schema that refused it: for error messages.
 * Where it may have several forms, those that `value` has all the required keys of.
 */
export function allowedKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  const root = z.toJSONSchema(schema, { io: 'input' }) as Node;
  let nodes = branches(root, root);
  for (const step of path)
    nodes = nodes.flatMap((node) => {
      const next = typeof step === 'number' ? node.items : childOf(node, step);
      return next === undefined ? [] : branches(next, root);
    });
  const meant = nodes.filter((node) => node.properties !== undefined && isMeant(node, value));
  return [
    ...new Set((meant.length > 0 ? meant : nodes).flatMap((node) => Object.keys(node.properties ?? {}))),
  ];
}

function isMeant({ required = [], properties = {} }: Node, value: unknown): boolean {
  return (
    isMapping(value) &&
    required.every((key) => Object.hasOwn(value, key) || properties[key]?.default !== undefined) &&
    Object.entries(properties).every(([key, { const: only }]) => only === undefined || only === value[key])
  );
}

function childOf(node: Node, key: string): Node | undefined {
  const properties = node.properties ?? {};
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

function branches(node: Node, root: Node): Node[] {
  const id = node.$ref?.replace('#/$defs/', '');
  const target = id === undefined ? node : root.$defs?.[id];
  if (target === undefined) return [];
  const parts = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
  return [target, ...parts.flatMap((part) => branches(part, root))];
}
