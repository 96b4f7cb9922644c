/**
 * What an expression can read of a node, found in its syntax tree. Nodes that agree on it get the same value, so that
 * one evaluation serves a whole kind of nodes. Where the tree does not tell, more is counted as read, never less.
 */
import type { ASTNode } from '@marcbachmann/cel-js';

export interface Reads {
  /**
   * Below `host`, in dotted form, sorted. `nvidia.driver` stands for all that is below it, `gpus[].model` for the models in
   * their order, `gpus#` for how many there are, `nvidia?` for whether it is there. An empty path is everything.
   */
  readonly host: readonly string[];
  /** Keys of node.labels. */
  readonly labels: readonly string[] | 'all';
  readonly nodeName: boolean;
  /** Something of the pod's metadata. */
  readonly pod: boolean;
  /** What the pod requests. */
  readonly resources: boolean;
}

export const NOTHING: Reads = { host: [], labels: [], nodeName: false, pod: false, resources: false };

/** What each of several expressions reads. */
export function union(all: Iterable<Reads>): Reads {
  const sum = new Collected();
  for (const reads of all) sum.add(reads);
  return sum.reads();
}

class Collected {
  readonly host = new Set<string>();
  readonly labels = new Set<string>();
  allLabels = false;
  nodeName = false;
  pod = false;
  resources = false;

  add(reads: Reads): void {
    for (const path of reads.host) this.host.add(path);
    if (reads.labels === 'all') this.allLabels = true;
    else for (const key of reads.labels) this.labels.add(key);
    this.nodeName ||= reads.nodeName;
    this.pod ||= reads.pod;
    this.resources ||= reads.resources;
  }

  reads(): Reads {
    const { nodeName, pod, resources } = this;
    const labels = this.allLabels ? 'all' : [...this.labels].sort();
    return { host: [...this.host].sort(), labels, nodeName, pod, resources };
  }
}

/** A part of a variable that an expression can see. */
interface Place {
  readonly variable: 'host' | 'node' | 'pod' | 'resources';
  /** Fields, and "[]" for the elements of a list. */
  readonly path: readonly string[];
}

type Scope = ReadonlyMap<string, Place | undefined>;

const VARIABLES: Scope = new Map<string, Place>([
  ['host', { variable: 'host', path: [] }],
  ['node', { variable: 'node', path: [] }],
  ['pod', { variable: 'pod', path: [] }],
  ['resources', { variable: 'resources', path: [] }],
]);

/** Macros with a variable that stands for one element of the list in front. */
const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

export function readsOf(root: ASTNode): Reads {
  const found = new Collected();

  /** `how`: the value itself, its length ("#"), or whether it is there ("?"). */
  function note({ variable, path }: Place, how: '' | '#' | '?' = ''): void {
    switch (variable) {
      case 'host':
        found.host.add(`${path.join('.').replaceAll('.[]', '[]')}${how}`);
        return;
      case 'node': {
        const [field, key] = path;
        if (field !== 'labels') found.nodeName = true;
        if (field === undefined || (field === 'labels' && key === undefined)) found.allLabels = true;
        else if (field === 'labels' && key !== undefined) found.labels.add(key);
        return;
      }
      case 'pod':
        found.pod = true;
        return;
      case 'resources':
        found.resources = true;
        return;
      default:
        variable satisfies never;
    }
  }

  /** The place that a node of the tree names, where it does; everything read on the way there is noted. */
  function placeOf(node: unknown, scope: Scope): Place | undefined {
    if (!isNode(node)) return undefined;
    switch (node.op) {
      case 'id':
        return scope.get(node.args);
      case '.':
      case '.?': {
        const place = placeOf(node.args[0], scope);
        return place === undefined ? undefined : below(place, node.args[1]);
      }
      case '[]':
      case '[?]': {
        const place = placeOf(node.args[0], scope);
        if (place === undefined) return undefined;
        const index = literalOf(node.args[1]);
        if (typeof index === 'string') return below(place, index);
        if (typeof index === 'bigint') return below(place, '[]');
        visit(node.args[1], scope);
        // Which one is not known before it runs: all of them.
        note(place);
        return undefined;
      }
      case 'rcall': {
        const [name, receiver, args] = node.args;
        if (name !== 'filter') return undefined;
        const place = placeOf(receiver, scope);
        if (place === undefined) return undefined;
        loop(place, args, scope);
        return place;
      }
      default:
        return undefined;
    }
  }

  function loop(list: Place, args: unknown, scope: Scope): void {
    const [variable, ...bodies] = args as unknown[];
    note(list, '#');
    const inner = new Map(scope).set(idOf(variable), below(list, '[]'));
    for (const body of bodies) visit(body, inner);
  }

  /** A node whose value is used. */
  function visit(node: unknown, scope: Scope): void {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, scope);
      return;
    }
    if (!isNode(node)) return;
    const place = placeOf(node, scope);
    if (place !== undefined) {
      note(place);
      return;
    }
    switch (node.op) {
      case 'value':
      case 'id':
        return;
      case '.':
      case '.?':
        return visit(node.args[0], scope);
      case 'call':
        return visitCall(node.args[0], node.args[1], scope);
      case 'rcall':
        return visitMethod(node.args, scope);
      case 'in': {
        const key = literalOf(node.args[0]);
        const container = placeOf(node.args[1], scope);
        if (typeof key === 'string' && container?.variable === 'node') return note(below(container, key));
        return visit(node.args, scope);
      }
      default:
        return visit(node.args, scope);
    }
  }

  function visitCall(name: string, args: readonly ASTNode[], scope: Scope): void {
    const place = args.length === 1 ? placeOf(args[0], scope) : undefined;
    if (place !== undefined && name === 'size') note(place, '#');
    else if (place !== undefined && name === 'has') note(place, '?');
    else visit(args, scope);
  }

  function visitMethod([name, receiver, args]: RcallArgs, scope: Scope): void {
    const place = placeOf(receiver, scope);
    if (LOOPS.has(name)) {
      if (place !== undefined) return loop(place, args, scope);
      visit(receiver, scope);
      const [variable, ...bodies] = args;
      // What it runs over was counted whole; its variable hides one of that name.
      return visit(bodies, new Map(scope).set(idOf(variable), undefined));
    }
    if (place !== undefined && name === 'size') return note(place, '#');
    if (place === undefined) visit(receiver, scope);
    else note(place);
    visit(args, scope);
  }

  visit(root, VARIABLES);
  return found.reads();
}

type RcallArgs = Extract<ASTNode, { op: 'rcall' }>['args'];

const below = ({ variable, path }: Place, field: string): Place => ({ variable, path: [...path, field] });

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

const idOf = (node: unknown): string => (isNode(node) && node.op === 'id' ? node.args : '');

const literalOf = (node: unknown): unknown => (isNode(node) && node.op === 'value' ? node.args : undefined);
