import { credentials, type ServiceError } from '@grpc/grpc-js';
import { type ConstructRequest, ConstructResponse } from '@pulumi/pulumi/proto/provider_pb';
import { ResourceMonitorClient } from '@pulumi/pulumi/proto/resource_grpc_pb';
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  type RegisterResourceResponse,
} from '@pulumi/pulumi/proto/resource_pb';
import { VERSION } from '../version';
import { fromStruct, toStruct } from '../wire/struct';
import type { JsonObject } from '../wire/values';
import { releaseInputs } from './release-inputs';

const COMPONENT = 'kubernetes-cert-manager:index:CertManager';

/** Answers `Construct`: registers the component, its Helm release as a child, and the release's status as output. */
export async function construct(request: ConstructRequest): Promise<ConstructResponse> {
  if (request.getType() !== COMPONENT) {
    throw new Error(`${request.getType()} is unknown\n  expected: ${COMPONENT}`);
  }
  const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure());
  try {
    const urn = (await register(monitor, component(request))).getUrn();
    const release = await register(monitor, child(request, urn));
    const state: JsonObject = { status: fromStruct(release.getObject())['status'] ?? {} };
    const outputs = new RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(state));
    await call((done) => monitor.registerResourceOutputs(outputs, done));
    return new ConstructResponse().setUrn(urn).setState(toStruct(state));
  } finally {
    monitor.close();
  }
}

/** The component itself, with the options that the program gave it. */
function component(request: ConstructRequest): RegisterResourceRequest {
  const registration = new RegisterResourceRequest()
    .setType(COMPONENT)
    .setName(request.getName())
    .setParent(request.getParent())
    .setAcceptsecrets(true)
    .setAliasspecs(true)
    .setAliasesList(request.getAliasesList())
    .setDependenciesList(request.getDependenciesList());
  if (request.hasProtect()) registration.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) registration.setRetainondelete(request.getRetainondelete() ?? false);
  request.getProvidersMap().forEach((reference, name) => {
    registration.getProvidersMap().set(name, reference);
  });
  return registration;
}

/** The release below it, by the Kubernetes provider that the component was given, if any. */
function child(request: ConstructRequest, parent: string): RegisterResourceRequest {
  const registration = new RegisterResourceRequest()
    .setType('kubernetes:helm.sh/v3:Release')
    .setName(`${request.getName()}-helm`)
    .setParent(parent)
    .setCustom(true)
    .setVersion(VERSION)
    .setObject(toStruct(releaseInputs(fromStruct(request.getInputs()))))
    .setDependenciesList(request.getDependenciesList())
    .setAcceptsecrets(true);
  if (request.hasProtect()) registration.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) registration.setRetainondelete(request.getRetainondelete() ?? false);
  const provider = request.getProvidersMap().get('kubernetes');
  if (provider) registration.setProvider(provider);
  return registration;
}

function register(
  monitor: ResourceMonitorClient,
  registration: RegisterResourceRequest,
): Promise<RegisterResourceResponse> {
  return call((done) => monitor.registerResource(registration, done));
}

function call<Response>(
  run: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    run((error, response) => (error ? reject(error) : resolve(response)));
  });
}
