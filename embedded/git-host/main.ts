import { hostLayout } from './layout';
import { tunnelProxy } from './proxy';
import { logRequest } from './request-log';
import { gitHostServer } from './server';
import { API_HOST, HOST } from './settings';

/**
 * Serves the git host in the directory of the first argument until it is stopped. The other arguments are the ports of
 * the host itself and of the proxy to it.
 */
const [directory = '', https = '', proxy = ''] = process.argv.slice(2);
const LOOPBACK = '127.0.0.1';

const layout = hostLayout(directory);
const log = (target: string, status: number) => logRequest(layout, { what: 'tunnel', target, status });
const destinations = { [`${HOST}:443`]: Number(https), [`${API_HOST}:443`]: Number(https) };

gitHostServer(layout).listen(Number(https), LOOPBACK);
tunnelProxy(destinations, log).listen(Number(proxy), LOOPBACK);
