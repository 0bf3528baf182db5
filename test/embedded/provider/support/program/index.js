// Reads resources.json: [{ type: "core.v1.ConfigMap", name, args, options }]. { "$secret": value } is a secret,
// { "$output": "name.path" } an output of an earlier resource, options.dependsOn and options.provider name earlier ones.
const fs = require('node:fs');
const k8s = require('@pulumi/kubernetes');
const pulumi = require('@pulumi/pulumi');

const made = {};

function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (value === null || typeof value !== 'object') return value;
  if ('$secret' in value) return pulumi.secret(value.$secret);
  if ('$file' in value) return new pulumi.asset.FileAsset(value.$file);
  if ('$output' in value) {
    const [name, ...path] = value.$output.split('.');
    return path.reduce((output, key) => output[key], made[name]);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
}

for (const { type, name, args, options = {} } of JSON.parse(fs.readFileSync('resources.json', 'utf8'))) {
  const scope = type === 'CertManager' ? require('@pulumi/kubernetes-cert-manager') : k8s;
  const Resource = type.split('.').reduce((names, key) => names[key], scope);
  const wired = {
    ...options,
    ...(options.dependsOn && { dependsOn: options.dependsOn.map((other) => made[other]) }),
    ...(options.provider && { provider: made[options.provider] }),
  };
  made[name] = new Resource(name, resolve(args), wired);
}
