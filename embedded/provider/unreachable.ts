import { UnreachableError } from './cluster/api-error';
import type { Session } from './session';
import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  ReadResult,
  ResourceHandler,
  UpdateRequest,
} from './wire/handler';

const HINT = '\n  if the cluster is gone for good: PULUMI_K8S_DELETE_UNREACHABLE=true forgets its resources';

/** Lets a stack outlive its cluster: refresh and destroy forget resources of one that is gone, where told to. */
export class TolerantHandler implements ResourceHandler {
  constructor(
    private readonly session: Session,
    private readonly inner: ResourceHandler,
  ) {}

  check(request: CheckRequest) {
    return this.inner.check(request);
  }

  diff(request: DiffRequest) {
    return this.inner.diff(request);
  }

  create(request: CreateRequest) {
    return this.inner.create(request);
  }

  update(request: UpdateRequest) {
    return this.inner.update(request);
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    try {
      return await this.inner.read(request);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      if (this.session.settings.deleteUnreachable) return this.forget(request.urn, error);
      if (!this.session.settings.skipUpdateUnreachable) throw new UnreachableError(error.message + HINT);
      this.session.log.warning(`not refreshed: ${error.message}`, request.urn);
      return { id: request.id, state: request.state, inputs: request.inputs };
    }
  }

  async delete(request: DeleteRequest): Promise<void> {
    try {
      await this.inner.delete(request);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      if (!this.session.settings.deleteUnreachable) throw new UnreachableError(error.message + HINT);
      this.forget(request.urn, error);
    }
  }

  private forget(urn: string, error: UnreachableError): undefined {
    this.session.log.warning(`forgotten, as its cluster is gone: ${error.message}`, urn);
  }
}
