import { joinId, splitId, textAt, valueAt } from '../cluster/objects';
import { compare, formatPath } from '../diff/compare';
import type { Session } from '../session';
import {
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  InitFailedError,
  type ReadRequest,
  type ReadResult,
  type ResourceHandler,
  type UpdateRequest,
} from '../wire/handler';
import { equal, isObject, type Json, type JsonObject, plainObject } from '../wire/values';
import { chartArguments } from './chart';
import { checkRelease } from './check';
import { HelmError, runHelm } from './command';
import { troubles } from './failure';
import { historyOf, isNoRelease, ownerLabel, refuseForeignRelease } from './history';
import { loginOf } from './login';
import { previewedState, recordedInputs, releaseState } from './outputs';
import { previewRelease } from './preview';
import { planRecovery, type Recovery, recover } from './recovery';
import { refreshedInputs } from './refresh';
import { type Release, toRelease, upgradeFlags } from './release';

/** `kubernetes:helm.sh/v3:Release`, by the helm binary. */
export class ReleaseHandler implements ResourceHandler {
  constructor(private readonly session: Session) {}

  check(request: CheckRequest) {
    return checkRelease(this.session, request);
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    const recorded = recordedInputs(request.state);
    const before = Object.keys(recorded).length > 0 ? recorded : request.oldInputs;
    const changes = compare(before, request.news).map(({ path, kind }) => {
      const replace = path[0] === 'name' || path[0] === 'namespace';
      return [formatPath(path), { kind, replace }] as const;
    });
    // The objects of one chart in two namespaces share cluster-wide names, so the old release goes first.
    const moves =
      changes.some(([path]) => path === 'namespace') && !changes.some(([path]) => path === 'name');
    return { changes: new Map(changes), deleteBeforeReplace: moves };
  }

  async create(request: CreateRequest): Promise<{ id: string; state: JsonObject }> {
    const release = toRelease(request.inputs);
    if (request.preview) return { id: '', state: await this.preview(request) };
    const history = await historyOf(this.session, release);
    await refuseForeignRelease(this.session, release, request.urn, history);
    return { id: idOf(release), state: await this.upgrade(request, release, planRecovery(history, false)) };
  }

  async update(request: UpdateRequest): Promise<{ state: JsonObject }> {
    if (request.preview) return { state: await this.preview(request) };
    const release = toRelease(request.inputs);
    const repeats = equal(plainObject(request.oldInputs), plainObject(request.inputs));
    const plan = planRecovery(await historyOf(this.session, release), repeats);
    return { state: await this.upgrade(request, release, plan) };
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const recorded = Object.keys(request.inputs).length > 0 ? request.inputs : recordedInputs(request.state);
    const imported = Object.keys(recorded).length === 0;
    const release = toRelease({ ...recorded, ...splitId(request.id) });
    const reported = await this.report(release);
    if (!reported) return undefined;
    const inputs = refreshedInputs(recorded, request.state, reported);
    const state = releaseState(inputs, reported);
    const found = imported ? [] : await troubles(this.session, release, reported);
    const status = textAt(reported, 'info', 'status');
    const reasons = status === 'deployed' ? found : [`the release is ${status}`, ...found];
    if (reasons.length > 0) throw new InitFailedError(request.id, state, reasons, inputs);
    return { id: request.id, state, inputs };
  }

  async delete(request: DeleteRequest): Promise<void> {
    const release = { ...toRelease(request.state), ...splitId(request.id) };
    const timeout = request.timeout > 0 ? request.timeout : release.timeout;
    const waits = release.options['skipAwait'] === true ? [] : ['--wait', '--timeout', `${timeout}s`];
    await runHelm(this.session, {
      arguments: [
        'uninstall',
        release.name,
        '--namespace',
        release.namespace,
        '--ignore-not-found',
        ...waits,
      ],
    });
  }

  private async preview(request: CreateRequest): Promise<JsonObject> {
    await previewRelease(this.session, request.inputs);
    return previewedState(request.inputs);
  }

  private async upgrade(
    request: CreateRequest,
    asked: Release,
    plan: Recovery | undefined,
  ): Promise<JsonObject> {
    const release = request.timeout > 0 ? { ...asked, timeout: request.timeout } : asked;
    if (plan) await recover(this.session, release, request.urn, plan);
    const common = ['--namespace', release.namespace, '--labels', ownerLabel(request.urn)];
    try {
      const output = await runHelm(this.session, {
        arguments: [
          ...['upgrade', '--install', release.name, ...chartArguments(release), ...common],
          ...['--values', '-', '--output', 'json', ...upgradeFlags(release)],
        ],
        values: release.values,
        login: loginOf(release),
      });
      return releaseState(request.inputs, parseObject(output));
    } catch (error) {
      throw error instanceof HelmError ? await this.failed(request, release, error) : error;
    }
  }

  /** A release that exists after a failure is kept in the state; where nothing came to be, it's a plain error. */
  private async failed(request: CreateRequest, release: Release, error: HelmError): Promise<Error> {
    const last = (await historyOf(this.session, release).catch(() => [])).at(-1);
    const message = `Helm release ${idOf(release)}: ${error.message}`;
    if (!last || last.status === 'deployed') return new HelmError(message);
    const reported = (await this.report(release).catch(() => undefined)) ?? {};
    const reasons = [message, ...(await troubles(this.session, release, reported))];
    return new InitFailedError(idOf(release), releaseState(request.inputs, reported), [reasons.join('\n  ')]);
  }

  private async report(release: Release): Promise<JsonObject | undefined> {
    try {
      const output = await runHelm(this.session, {
        arguments: ['status', release.name, '--namespace', release.namespace, '--output', 'json'],
      });
      const status = parseObject(output);
      return valueAt(status, 'chart') === undefined
        ? { ...status, ...(await this.metadata(release)) }
        : status;
    } catch (error) {
      if (isNoRelease(error)) return undefined;
      throw error;
    }
  }

  /** `helm status` leaves the chart out; `helm get metadata` has it. */
  private async metadata(release: Release): Promise<JsonObject> {
    const output = await runHelm(this.session, {
      arguments: ['get', 'metadata', release.name, '--namespace', release.namespace, '--output', 'json'],
    });
    const { chart = '', version = '', appVersion = '' } = parseObject(output);
    return { chart: { metadata: { name: chart, version, appVersion } } };
  }
}

function idOf(release: Release): string {
  return joinId(release.namespace, release.name);
}

function parseObject(output: string): JsonObject {
  const parsed = JSON.parse(output) as Json;
  return isObject(parsed) ? parsed : {};
}
