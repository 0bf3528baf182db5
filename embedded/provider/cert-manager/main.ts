import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { serve } from '../wire/serve';
import { unary } from '../wire/unary';
import { construct } from './construct';

const VERSION = '0.2.0';

/** The calls of a plugin that has one component and no resources of its own. */
function implementation(): UntypedServiceImplementation {
  return {
    handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(VERSION)),
    getSchema: unary(() =>
      new messages.GetSchemaResponse().setSchema(
        JSON.stringify({ name: 'kubernetes-cert-manager', version: VERSION }),
      ),
    ),
    getMapping: unary(() => new messages.GetMappingResponse()),
    getMappings: unary(() => new messages.GetMappingsResponse()),
    checkConfig: unary((request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(() => new messages.DiffResponse()),
    configure: unary(() => new messages.ConfigureResponse().setAcceptsecrets(true)),
    construct: unary(construct),
  };
}

serve(implementation());
