import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { fileDescriptorSetBase64 } from '@farsight/protocol/wire';

/** Finds .proto files, as descriptors, by what is in them. */
export class DescriptorIndex {
  readonly #files = new Map<string, FileDescriptorProto>();
  /** Fully qualified name of a service, method, message, field, enum or enum value -> its file. */
  readonly #fileOfSymbol = new Map<string, FileDescriptorProto>();

  constructor() {
    const { file: files } = fromBinary(
      FileDescriptorSetSchema,
      Buffer.from(fileDescriptorSetBase64, 'base64'),
    );
    for (const file of files) {
      this.#files.set(file.name, file);
      for (const symbol of symbolsOf(file)) this.#fileOfSymbol.set(symbol, file);
    }
  }

  /** The file of that name and all it imports, encoded; undefined if there is none. */
  byName(name: string): Uint8Array[] | undefined {
    const file = this.#files.get(name);
    return file === undefined ? undefined : this.#withImports(file);
  }

  /** The file that has the symbol and all it imports, encoded; undefined if there is none. */
  bySymbol(symbol: string): Uint8Array[] | undefined {
    const file = this.#fileOfSymbol.get(symbol);
    return file === undefined ? undefined : this.#withImports(file);
  }

  /** Whether there is a message of that name. None of ours has extensions, which proto3 does not know. */
  has(symbol: string): boolean {
    return this.#fileOfSymbol.has(symbol);
  }

  #withImports(file: FileDescriptorProto): Uint8Array[] {
    const found = new Set<FileDescriptorProto>();
    const add = (one: FileDescriptorProto | undefined): void => {
      if (one === undefined || found.has(one)) return;
      found.add(one);
      for (const dependency of one.dependency) add(this.#files.get(dependency));
    };
    add(file);
    return [...found].map((one) => toBinary(FileDescriptorProtoSchema, one));
  }
}

function* symbolsOf(file: FileDescriptorProto): Generator<string> {
  const prefix = file.package === '' ? '' : `${file.package}.`;
  for (const { name, method } of file.service) {
    yield prefix + name;
    for (const { name: methodName } of method) yield `${prefix}${name}.${methodName}`;
  }
  for (const message of file.messageType) yield* symbolsOfMessage(message, prefix);
  for (const enumType of file.enumType) yield* symbolsOfEnum(enumType, prefix);
}

function* symbolsOfMessage(message: DescriptorProto, prefix: string): Generator<string> {
  const name = prefix + message.name;
  yield name;
  for (const field of message.field) yield `${name}.${field.name}`;
  for (const nested of message.nestedType) yield* symbolsOfMessage(nested, `${name}.`);
  for (const enumType of message.enumType) yield* symbolsOfEnum(enumType, `${name}.`);
}

/** Values of an enum are named beside it, not inside it. */
function* symbolsOfEnum(enumType: EnumDescriptorProto, prefix: string): Generator<string> {
  yield prefix + enumType.name;
  for (const value of enumType.value) yield prefix + value.name;
}
