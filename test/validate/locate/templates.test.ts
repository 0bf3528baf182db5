import assert from 'node:assert/strict';
import type { ValuePath } from '../../../gitops/yaml-position';
import { locateInTemplates } from '../../../validate/locate/templates';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

const DEPLOYMENT = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "labels" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: web
          image: {{ .Values.image }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
`;

const named = (name: string, kind = 'Deployment') =>
  `# first\n---\napiVersion: apps/v1\nkind: ${kind}\nmetadata: {labels: {a: b}, name: ${name}}\n`;

/** The place as `file:line`; empty where there is none. */
function place(
  texts: Readonly<Record<string, string>>,
  path: ValuePath = [],
  { isPacked = false, manifest = deployment } = {},
): string {
  const templates = Object.entries(texts).map(([file, text]) => ({ file, text }));
  const found = locateInTemplates(templates, manifest, { path, isPacked });
  return found ? `${found.file}:${found.line}` : '';
}

describe('locateInTemplates', () => {
  it('finds the one template that declares the kind', () => {
    assert.equal(place({ a: named('web', 'Role'), b: DEPLOYMENT }), 'b:3');
    assert.equal(place({ a: named('web', 'Role') }), '');
  });

  it('counts lines from the top of the file', () => {
    assert.equal(place({ a: `${named('x', 'Role')}---\n${DEPLOYMENT}` }), 'a:9');
  });

  it('finds the line of a field, else of the nearest enclosing one', () => {
    const container = ['spec', 'template', 'spec', 'containers', 0];
    assert.equal(place({ a: DEPLOYMENT }, [...container, 'image']), 'a:12');
    assert.equal(place({ a: DEPLOYMENT }, [...container, 'ports', 0]), 'a:10');
    assert.equal(place({ a: DEPLOYMENT }, ['apiVersion']), 'a:2');
    assert.equal(place({ a: DEPLOYMENT }, ['spec', 'replicas']), 'a:7');
  });

  it('takes no template whose name, version or group is another', () => {
    assert.equal(place({ a: named('other'), b: DEPLOYMENT }), 'b:3');
    assert.equal(place({ a: named('other') }), '');
    assert.equal(place({ a: named('web').replace('apps/v1', 'example.com/v1') }), '');
    assert.equal(place({ a: `${named('"web" # the name')}roleRef:\n  name: other\n` }), 'a:4');
  });

  it('prefers the template that names the object', () => {
    assert.equal(place({ a: DEPLOYMENT, b: named('web') }), 'b:4');
  });

  it('says nothing where two could be meant', () => {
    assert.equal(place({ a: DEPLOYMENT, b: DEPLOYMENT }), '');
    assert.equal(place({ a: named('web'), b: named('web') }), '');
  });

  for (const [what, text] of [
    ['values', '{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n'],
    ['files', '{{ .Files.Get "more.yaml" }}\n'],
    ['a kind that is worked out', 'apiVersion: apps/v1\nkind: {{ .Values.kind }}\n'],
  ] as const) {
    it(`trusts no template but one that names the object beside one that prints ${what}`, () => {
      assert.equal(place({ a: DEPLOYMENT, b: text }), '');
      assert.equal(place({ a: named('web'), b: text }), 'a:4');
    });
  }

  it('knows what steers and includes from what prints', () => {
    const text =
      '{{/* a */}}\n{{- $name := "a" -}}\n{{- define "a" }}\nkind: Role\n{{- end }}\n{{ include "a" . }}\n';
    assert.equal(place({ a: DEPLOYMENT, b: text }), 'a:3');
  });

  it('takes no longer for long lines than they are long', () => {
    const spaces = ' '.repeat(200_000);
    const texts = {
      a: `apiVersion: ${spaces}x\nkind: Deployment\nmetadata: {,${spaces}x\n  name: ${spaces}x${spaces}y\n`,
      b: `kind: ${spaces}Deployment${spaces}x\n${spaces}- ${spaces}x\n`,
      c: `kind: Deployment\nspec:\n${'  - '.repeat(50_000)}x\n`,
    };
    const started = performance.now();
    assert.equal(place(texts, ['spec', 'template']), 'c:2');
    assert.ok(performance.now() - started < 1000);
  });

  it('trusts no template but one that names the object beside an archive', () => {
    assert.equal(place({ a: DEPLOYMENT }, [], { isPacked: true }), '');
    assert.equal(place({ a: named('web') }, [], { isPacked: true }), 'a:4');
  });
});
