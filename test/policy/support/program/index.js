const { asset, CustomResource, ProviderResource, output, secret } = require('@pulumi/pulumi');
const resources = require('./resources.json');

const PROVIDER = 'pulumi:providers:kubernetes';
const version = '4.29.0';
// A provider by this name is the one of every resource; without it, Pulumi makes one of its own.
const chosen = resources.find(({ type, name }) => type === PROVIDER && name === 'chosen');
const provider = chosen && new ProviderResource('kubernetes', 'chosen', chosen.props, { version });
const options = { version, ...(provider && { provider }) };
// Its id is known only once it has been made.
const made = new CustomResource(
  'kubernetes:core/v1:ConfigMap',
  'made',
  { metadata: { name: 'made' } },
  options,
);

/** {"$secret": x} stands for a secret, {"$late": x} for an output that resolves only during `up`,
 *  {"$text": x} and {"$file": x} for files. */
function inputs(value) {
  if (Array.isArray(value)) return value.map(inputs);
  if (typeof value !== 'object' || value === null) return value;
  if ('$secret' in value) return secret(value.$secret);
  if ('$text' in value) return new asset.StringAsset(value.$text);
  if ('$file' in value) return new asset.FileAsset(value.$file);
  if ('$late' in value) return output(made.id).apply(() => value.$late);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inputs(item)]));
}

for (const { type, name, props } of resources) {
  if (name === chosen?.name) continue;
  if (type === PROVIDER) new ProviderResource('kubernetes', name, props, { version });
  else new CustomResource(type, name, inputs(props), options);
}
