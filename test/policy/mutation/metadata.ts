/** Tells Stryker what in a rule is text for people: a mutant of it changes nothing that the rule decides. */
import type { Ignorer, NodePath } from "@stryker-mutator/api/ignore";
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const texts = ["name", "severity", "description", "rationale", "source", "remediation", "schema"];
const reason = "text for people";

/** A part of Babel's syntax tree, as far as it is looked at. */
interface Node {
  type: string;
  name?: string;
  elements?: readonly unknown[];
  key?: Node;
  id?: Node & { typeAnnotation?: { typeAnnotation: Node & { typeName?: Node } } };
}

/** Where Babel is in that tree. */
interface Place extends NodePath {
  key: string | number | null;
  node: Node;
  parent?: Node;
}

const metadata: Ignorer = {
  shouldIgnore(path) {
    const { key, node, parent } = path as Place;
    if (key === "value" && parent?.type === "ObjectProperty") {
      if (texts.includes(parent.key?.name ?? "")) return reason;
      // Stryker's mutant of an empty list has an element that no resource is called like.
      if (parent.key?.name === "default" && node.elements?.length === 0) return "an empty list by default";
    }
    // A schema is Pulumi's to check with, also where several share it.
    return key === "init" && parent?.id?.typeAnnotation?.typeAnnotation.typeName?.name === "Schema"
      ? reason
      : undefined;
  },
};

/** Whether a mutant was left out for being text for people. */
export const isMetadata = (statusReason: string | undefined) => statusReason === reason;

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "metadata", metadata)];
