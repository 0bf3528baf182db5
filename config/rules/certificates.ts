import { textValue } from '../values';
import type { Rule } from './evidence';

/** The certificate is for the host at which people reach Argo CD. */
export const certificateFitsHost: Rule = ({ settings: { certificates }, values, stack, file }) => {
  const url = values && textValue(values, 'configs', 'cm', 'url');
  if (!certificates || url === undefined || url === `https://${certificates.host}`) return [];
  return [
    {
      rule: 'certificate-host',
      where: file.locate(['certificates', 'host']),
      found: `certificates.host is ${certificates.host}, Argo CD's own address is ${url}`,
      expected: `https://${certificates.host} as configs.cm.url of helmfiles/values/argocd/${stack}.yaml`,
      fix: 'change one of the two',
    },
  ];
};
