import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { installOffline, pluginDigest } from '../../../../embedded/provider/install/offline';
import { KUBERNETES } from '../../../../embedded/provider/install/plugins';
import { fromStruct, toStruct } from '../../../../embedded/provider/wire/struct';
import type { JsonObject } from '../../../../embedded/provider/wire/values';
import { TestEngine } from './engine';

/** A resource as Pulumi keeps it between two runs. */
export interface Resource {
  readonly urn: string;
  readonly id: string;
  readonly inputs: JsonObject;
  readonly state: JsonObject;
}

/** A failure that left a resource behind. */
export interface InitFailure {
  readonly id: string;
  readonly state: JsonObject;
  readonly reasons: readonly string[];
}

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/** URN of a resource in a made-up stack. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::provider-test::${type}::${name}`;
}

/** The installed plugin as a process, with Pulumi's part played by the test. */
export class Plugin {
  private constructor(
    private readonly child: ChildProcess,
    readonly client: ResourceProviderClient,
    readonly engine: TestEngine,
  ) {}

  /** Installs the plugin into `pulumiHome` and starts it with an environment of its own. */
  static async start(pulumiHome: string, env: NodeJS.ProcessEnv): Promise<Plugin> {
    await installOffline({ pulumiHome: pulumiHome }, KUBERNETES, await pluginDigest());
    const engine = new TestEngine();
    const executable = join(
      pulumiHome,
      'plugins',
      'resource-kubernetes-v4.29.0',
      'pulumi-resource-kubernetes',
    );
    const child = spawn(executable, [await engine.listen()], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const client = new ResourceProviderClient(
      `127.0.0.1:${port.toString().trim()}`,
      credentials.createInsecure(),
    );
    return new Plugin(child, client, engine);
  }

  async stop(): Promise<void> {
    this.client.close();
    this.engine.close();
    this.child.kill();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  async configure(variables: Readonly<Record<string, string>>): Promise<void> {
    const request = new messages.ConfigureRequest();
    for (const [key, value] of Object.entries(variables))
      request.getVariablesMap().set(`kubernetes:config:${key}`, value);
    await this.call<messages.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async checkConfig(news: JsonObject): Promise<string[]> {
    const request = new messages.CheckRequest();
    request.setNews(toStruct(news));
    const response = await this.call<messages.CheckResponse>((done) =>
      this.client.checkConfig(request, done),
    );
    return response.getFailuresList().map((failure) => failure.getReason());
  }

  async check(
    urn: string,
    news: JsonObject,
    olds?: JsonObject,
  ): Promise<{ inputs: JsonObject; failures: string[] }> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(toStruct(news));
    request.setRandomseed(Buffer.from('seed'));
    if (olds) request.setOlds(toStruct(olds));
    const response = await this.call<messages.CheckResponse>((done) => this.client.check(request, done));
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    return { inputs: fromStruct(response.getInputs()), failures };
  }

  async create(
    urn: string,
    news: JsonObject,
    options: { preview?: boolean; timeout?: number } = {},
  ): Promise<Resource> {
    const { inputs } = await this.check(urn, news);
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(toStruct(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    const response = await this.call<messages.CreateResponse>((done) => this.client.create(request, done));
    return { urn, id: response.getId(), inputs, state: fromStruct(response.getProperties()) };
  }

  /** `path: kind` of every change, sorted. */
  async diff(
    resource: Resource,
    news: JsonObject,
  ): Promise<{ changes: string[]; deleteBeforeReplace: boolean }> {
    const { inputs } = await this.check(resource.urn, news, resource.inputs);
    const request = new messages.DiffRequest();
    request.setUrn(resource.urn);
    request.setId(resource.id);
    request.setOlds(toStruct(resource.state));
    request.setOldInputs(toStruct(resource.inputs));
    request.setNews(toStruct(inputs));
    const response = await this.call<messages.DiffResponse>((done) => this.client.diff(request, done));
    const kinds = Object.keys(messages.PropertyDiff.Kind);
    const changes: string[] = [];
    response.getDetaileddiffMap().forEach((diff, path) => {
      changes.push(`${path}: ${kinds[diff.getKind()]?.toLowerCase()}`);
    });
    return { changes: changes.sort(), deleteBeforeReplace: response.getDeletebeforereplace() };
  }

  async update(
    resource: Resource,
    news: JsonObject,
    options: { preview?: boolean; timeout?: number } = {},
  ): Promise<Resource> {
    const { inputs } = await this.check(resource.urn, news, resource.inputs);
    const request = new messages.UpdateRequest();
    request.setUrn(resource.urn);
    request.setId(resource.id);
    request.setOlds(toStruct(resource.state));
    request.setOldInputs(toStruct(resource.inputs));
    request.setNews(toStruct(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    const response = await this.call<messages.UpdateResponse>((done) => this.client.update(request, done));
    return { ...resource, inputs, state: fromStruct(response.getProperties()) };
  }

  /** Refreshes a resource, or imports one that has neither inputs nor state. Undefined where it is gone. */
  async read(resource: Resource): Promise<Resource | undefined> {
    const request = new messages.ReadRequest();
    request.setUrn(resource.urn);
    request.setId(resource.id);
    request.setProperties(toStruct(resource.state));
    request.setInputs(toStruct(resource.inputs));
    const response = await this.call<messages.ReadResponse>((done) => this.client.read(request, done));
    if (response.getId() === '') return undefined;
    return {
      urn: resource.urn,
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      state: fromStruct(response.getProperties()),
    };
  }

  async delete(resource: Resource, timeout = 0): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(resource.urn);
    request.setId(resource.id);
    request.setProperties(toStruct(resource.state));
    request.setTimeout(timeout);
    await this.call<Empty>((done) => this.client.delete(request, done));
  }

  async cancel(): Promise<void> {
    await this.call<Empty>((done) => this.client.cancel(new Empty(), done));
  }

  private call<Response>(run: (done: Callback<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      run((error, response) => (error ? reject(error) : resolve(response)));
    });
  }
}

/** What an error says of a resource that exists all the same; undefined for plain errors. */
export function initFailure(error: unknown): InitFailure | undefined {
  const [bytes] = (error as ServiceError).metadata?.get('grpc-status-details-bin') ?? [];
  const [detail] = bytes ? Status.deserializeBinary(bytes as Buffer).getDetailsList() : [];
  if (!detail) return undefined;
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return { id: failed.getId(), state: fromStruct(failed.getProperties()), reasons: failed.getReasonsList() };
}
