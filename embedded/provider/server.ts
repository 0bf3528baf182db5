import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { type PluginAttach, PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { asVariables, checkConfiguration, type Variables } from './configure';
import { diffConfiguration } from './diff/config-diff';
import { invoke } from './invoke';
import { Provider } from './provider';
import { VERSION } from './version';
import type { EngineLog } from './wire/engine';
import type { ResourceHandler } from './wire/handler';
import * as wire from './wire/messages';
import { fromStruct, toStruct } from './wire/struct';
import { unary } from './wire/unary';

/** The gRPC service: one process serves one provider, which `Configure` makes. */
export class Service {
  private provider: Provider | undefined;

  constructor(private readonly log: EngineLog) {}

  /** Every call by its gRPC name. */
  implementation(): UntypedServiceImplementation {
    return { ...this.pluginCalls(), ...this.configurationCalls(), ...this.resourceCalls() };
  }

  /** Ends everything that is under way. */
  cancel(): void {
    this.provider?.cancel();
  }

  private handler(request: { getUrn(): string }): ResourceHandler {
    if (!this.provider) throw new Error('the provider is used before it is configured');
    return this.provider.handler(request.getUrn());
  }

  private pluginCalls(): UntypedServiceImplementation {
    return {
      handshake: unary((request: messages.ProviderHandshakeRequest) => {
        this.log.attach(request.getEngineAddress());
        return new messages.ProviderHandshakeResponse()
          .setAcceptSecrets(true)
          .setSupportsAutonamingConfiguration(true);
      }),
      attach: unary((request: PluginAttach) => {
        this.log.attach(request.getAddress());
        return new Empty();
      }),
      getPluginInfo: unary(() => new PluginInfo().setVersion(VERSION)),
      getSchema: unary(() =>
        new messages.GetSchemaResponse().setSchema(JSON.stringify({ name: 'kubernetes', version: VERSION })),
      ),
      getMapping: unary(() => new messages.GetMappingResponse()),
      getMappings: unary(() => new messages.GetMappingsResponse()),
      cancel: unary(() => {
        this.cancel();
        return new Empty();
      }),
    };
  }

  private configurationCalls(): UntypedServiceImplementation {
    return {
      checkConfig: unary((request: messages.CheckRequest) =>
        wire.checkResponse(checkConfiguration(fromStruct(request.getNews()))),
      ),
      diffConfig: unary((request: messages.DiffRequest) =>
        wire.diffResponse(diffConfiguration(fromStruct(request.getOlds()), fromStruct(request.getNews()))),
      ),
      configure: unary((request: messages.ConfigureRequest) => {
        this.provider = new Provider(variablesOf(request), this.log);
        return new messages.ConfigureResponse()
          .setAcceptsecrets(true)
          .setSupportspreview(true)
          .setSupportsAutonamingConfiguration(true);
      }),
      construct: unary((request: messages.ConstructRequest) => {
        throw new Error(
          `the offline Kubernetes provider has no component ${request.getType()}\n` +
            '  fix: register its objects one by one, or install the official provider',
        );
      }),
      invoke: unary((request: messages.InvokeRequest) =>
        new messages.InvokeResponse().setReturn(
          toStruct(invoke(request.getTok(), fromStruct(request.getArgs()))),
        ),
      ),
    };
  }

  private resourceCalls(): UntypedServiceImplementation {
    return {
      check: unary(async (request: messages.CheckRequest) =>
        wire.checkResponse(await this.handler(request).check(wire.checkRequest(request))),
      ),
      diff: unary(async (request: messages.DiffRequest) =>
        wire.diffResponse(await this.handler(request).diff(wire.diffRequest(request))),
      ),
      create: unary(async (request: messages.CreateRequest) =>
        wire.createResponse(await this.handler(request).create(wire.createRequest(request))),
      ),
      read: unary(async (request: messages.ReadRequest) =>
        wire.readResponse(await this.handler(request).read(wire.readRequest(request))),
      ),
      update: unary(async (request: messages.UpdateRequest) =>
        wire.updateResponse(await this.handler(request).update(wire.updateRequest(request))),
      ),
      delete: unary(async (request: messages.DeleteRequest) => {
        await this.handler(request).delete(wire.deleteRequest(request));
        return new Empty();
      }),
    };
  }
}

/** Configuration as Pulumi sends it: `kubernetes:config:context` and so on. */
function variablesOf(request: messages.ConfigureRequest): Variables {
  const entries = request
    .getVariablesMap()
    .toObject()
    .map(([key, value]) => [key.replace(/^.*:/, ''), value] as const);
  return { ...asVariables(fromStruct(request.getArgs())), ...Object.fromEntries(entries) };
}
