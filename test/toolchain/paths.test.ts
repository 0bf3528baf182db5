import assert from 'node:assert/strict';
import { userCacheDirectory } from '../../toolchain';

describe('userCacheDirectory', () => {
  it('prefers its own variable, then the shared cache, then the home directory', () => {
    const home = { HOME: '/home/user' };
    const shared = { ...home, XDG_CACHE_HOME: '/var/cache/user' };
    assert.equal(userCacheDirectory({ ...shared, ARGO_BOOTSTRAP_CACHE: '/mnt/tools' }), '/mnt/tools');
    assert.equal(userCacheDirectory(shared), '/var/cache/user/argo-bootstrap');
    assert.equal(userCacheDirectory(home), '/home/user/.cache/argo-bootstrap');
  });

  it('takes an empty variable for an absent one', () => {
    const env = { HOME: '/home/user', XDG_CACHE_HOME: '', ARGO_BOOTSTRAP_CACHE: '' };
    assert.equal(userCacheDirectory(env), '/home/user/.cache/argo-bootstrap');
  });
});
