/**
 * The providers that this checkout builds promise exactly what the npm packages' typings say: every input and output
 * of the resources in use has the same name, the same shape and is optional in the same cases, nested types included.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { pulumi } from "./project.ts";

/** A type, reduced to what a program can notice; a `?` behind a property's name marks an optional one. */
type Shape = string | { list: Shape } | { map: Shape } | { [property: string]: Shape };

interface TypeSpec {
  type?: string;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}

interface ObjectSpec {
  type?: string;
  properties?: Record<string, TypeSpec>;
  required?: string[];
  inputProperties?: Record<string, TypeSpec>;
  requiredInputs?: string[];
  /** What is always there in an output, where that differs from what an input needs. */
  language?: { nodejs?: { requiredOutputs?: string[] } };
  enum?: unknown[];
}

interface Schema {
  types?: Record<string, ObjectSpec>;
  resources?: Record<string, ObjectSpec>;
  provider?: ObjectSpec;
  functions?: Record<string, { inputs?: ObjectSpec; outputs?: ObjectSpec }>;
}

const require = createRequire(import.meta.url);

/** Reads shapes out of a provider's schema. */
class SchemaShapes {
  readonly schema: Schema;
  constructor(schema: Schema) {
    this.schema = schema;
  }

  input(properties: Record<string, TypeSpec> = {}, required: string[] = []): Shape {
    return this.#object(properties, required, false);
  }

  output(properties: Record<string, TypeSpec> = {}, required: string[] = []): Shape {
    return this.#object(properties, required, true);
  }

  #object(properties: Record<string, TypeSpec>, required: string[], out: boolean): Shape {
    return Object.fromEntries(
      Object.entries(properties).map(([name, spec]) => [
        required.includes(name) ? name : `${name}?`,
        this.#of(spec, out),
      ]),
    );
  }

  #of(spec: TypeSpec, out: boolean): Shape {
    if (spec.$ref?.startsWith("pulumi.json#/")) {
      const name = spec.$ref.slice("pulumi.json#/".length);
      return name === "Any" ? "any" : name === "Asset" ? "Asset | Archive" : name;
    }
    if (spec.$ref !== undefined) {
      const name = decodeURIComponent(spec.$ref.slice("#/types/".length));
      const named = this.schema.types?.[name];
      if (named === undefined) throw new Error(`the schema has no type ${name}`);
      if (named.enum) return "string";
      const required = (out ? named.language?.nodejs?.requiredOutputs : undefined) ?? named.required ?? [];
      return this.#object(named.properties ?? {}, required, out);
    }
    if (spec.type === "array" && spec.items) return { list: this.#of(spec.items, out) };
    if (spec.type === "object") return { map: this.#of(spec.additionalProperties ?? { type: "string" }, out) };
    return spec.type === "integer" ? "number" : (spec.type ?? "any");
  }
}

/** Reads shapes out of an npm package's typings. */
class TypingShapes {
  readonly #folder: string;
  readonly #sources = new Map<string, ts.SourceFile>();
  constructor(npmPackage: string) {
    this.#folder = dirname(require.resolve(`${npmPackage}/package.json`));
  }

  #source(file: string): ts.SourceFile {
    const known = this.#sources.get(file);
    if (known) return known;
    const source = ts.createSourceFile(
      file,
      readFileSync(join(this.#folder, file), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    this.#sources.set(file, source);
    return source;
  }

  /** The members of an interface or class, by the path of namespaces and its name. */
  #members(file: string, path: string[]): ts.NodeArray<ts.TypeElement | ts.ClassElement> {
    let statements: readonly ts.Statement[] = this.#source(file).statements;
    for (const [index, name] of path.entries()) {
      const found = statements.find(
        (statement) =>
          (ts.isInterfaceDeclaration(statement) ||
            ts.isClassDeclaration(statement) ||
            ts.isModuleDeclaration(statement)) &&
          statement.name?.text === name &&
          ts.isModuleDeclaration(statement) === index < path.length - 1,
      );
      if (found && ts.isModuleDeclaration(found) && found.body && ts.isModuleBlock(found.body)) {
        statements = found.body.statements;
      } else if (found && (ts.isInterfaceDeclaration(found) || ts.isClassDeclaration(found))) {
        return found.members as ts.NodeArray<ts.TypeElement | ts.ClassElement>;
      }
    }
    throw new Error(`${file} does not declare ${path.join(".")}`);
  }

  /** The properties of an interface, or the outputs of a resource class. */
  object(file: string, ...path: string[]): Shape {
    const result: Record<string, Shape> = {};
    for (const member of this.#members(file, path)) {
      if (!(ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) || !member.type) continue;
      if (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some((m) => m.kind === ts.SyntaxKind.StaticKeyword)) {
        continue;
      }
      const { type, optional } = withoutUndefined(member.type);
      result[`${member.name.getText()}${optional || member.questionToken ? "?" : ""}`] = this.#of(type);
    }
    return result;
  }

  #of(node: ts.TypeNode): Shape {
    const { type } = withoutUndefined(node);
    if (ts.isArrayTypeNode(type)) return { list: this.#of(type.elementType) };
    if (ts.isTypeLiteralNode(type)) {
      const index = type.members.find((member) => ts.isIndexSignatureDeclaration(member));
      if (index) return { map: this.#of(index.type) };
    }
    if (ts.isUnionTypeNode(type))
      return type.types
        .map((part) => this.#of(part))
        .sort()
        .reverse()
        .join(" | ");
    if (ts.isTypeReferenceNode(type)) {
      const [namespace, ...rest] = type.typeName.getText().split(".");
      if (namespace === "inputs") return this.object("types/input.d.ts", ...rest);
      if (namespace === "outputs") return this.object("types/output.d.ts", ...rest);
      if (namespace === "enums") return "string";
      if (namespace === "pulumi" && rest[0] === "asset") return rest[1] ?? "";
    }
    return type.getText();
  }
}

/** Takes `undefined`, Input<…> and Output<…> away. */
function withoutUndefined(node: ts.TypeNode): { type: ts.TypeNode; optional: boolean } {
  if (ts.isTypeReferenceNode(node) && /^pulumi\.(Input|Output)$/.test(node.typeName.getText())) {
    const argument = node.typeArguments?.[0];
    if (argument) return withoutUndefined(argument);
  }
  if (ts.isUnionTypeNode(node)) {
    const rest = node.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword);
    const [only] = rest;
    if (rest.length === 1 && only)
      return { type: withoutUndefined(only).type, optional: rest.length < node.types.length };
  }
  if (ts.isParenthesizedTypeNode(node)) return withoutUndefined(node.type);
  return { type: node, optional: false };
}

const resources: Record<string, Record<string, string>> = {
  docker: {
    container: "docker:index/container:Container",
    network: "docker:index/network:Network",
    volume: "docker:index/volume:Volume",
    remoteImage: "docker:index/remoteImage:RemoteImage",
  },
  random: { randomPassword: "random:index/randomPassword:RandomPassword" },
  tls: {
    privateKey: "tls:index/privateKey:PrivateKey",
    selfSignedCert: "tls:index/selfSignedCert:SelfSignedCert",
    certRequest: "tls:index/certRequest:CertRequest",
    locallySignedCert: "tls:index/locallySignedCert:LocallySignedCert",
  },
  command: { "local/command": "command:local:Command" },
};

describe.each(Object.entries(resources))("the provider %s", (provider, tokens) => {
  const schema = pulumi(["package", "get-schema", provider]).then(
    ({ stdout }) => new SchemaShapes(JSON.parse(stdout) as Schema),
  );
  const typings = new TypingShapes(`@pulumi/${provider}`);

  it.each(Object.entries(tokens))("has the inputs and outputs of %s as in its npm package", async (file, token) => {
    const spec = (await schema).schema.resources?.[token];
    expect(spec, `${token} in the schema`).toBeDefined();
    const name = token.split(":").at(-1) ?? "";
    expect((await schema).input(spec?.inputProperties, spec?.requiredInputs)).toEqual(
      typings.object(`${file}.d.ts`, `${name}Args`),
    );
    expect((await schema).output(spec?.properties, spec?.required)).toEqual(typings.object(`${file}.d.ts`, name));
  });

  it("takes the configuration of its npm package", async () => {
    const spec = (await schema).schema.provider;
    expect((await schema).input(spec?.inputProperties, spec?.requiredInputs)).toEqual(
      typings.object("provider.d.ts", "ProviderArgs"),
    );
  });
});

it("command:local:run takes and returns what its npm package says", async () => {
  const { stdout } = await pulumi(["package", "get-schema", "command"]);
  const schema = new SchemaShapes(JSON.parse(stdout) as Schema);
  const { inputs, outputs } = schema.schema.functions?.["command:local:run"] ?? {};
  const typings = new TypingShapes("@pulumi/command");
  expect(schema.input(inputs?.properties, inputs?.required)).toEqual(typings.object("local/run.d.ts", "RunArgs"));
  expect(schema.output(outputs?.properties, outputs?.required)).toEqual(typings.object("local/run.d.ts", "RunResult"));
});
