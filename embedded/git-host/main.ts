import { hostLayout } from './layout';
import { tunnelProxy } from './proxy';
import { logRequest } from './request-log';
import { gitHostServer } from './server';
import { API_HOST, HOST } from './settings';
import { socksProxy } from './socks';

/**
 * Serves the git host in the directory of the first argument until it is stopped. The other arguments are ports: of the
 * host itself, of the proxies to it (HTTP, SOCKS), and of the SSH server where there is one.
 */
const [directory = '', https = '', proxy = '', socks = '', ssh] = process.argv.slice(2);
const LOOPBACK = '127.0.0.1';

const layout = hostLayout(directory);
const log = (target: string, status: number) => logRequest(layout, { what: 'tunnel', target, status });
const destinations = { [`${HOST}:443`]: Number(https), [`${API_HOST}:443`]: Number(https) };
const keyed: Record<string, number> = ssh === undefined ? {} : { [`${HOST}:22`]: Number(ssh) };

gitHostServer(layout).listen(Number(https), LOOPBACK);
tunnelProxy(destinations, log).listen(Number(proxy), LOOPBACK);
socksProxy(keyed, log).listen(Number(socks), LOOPBACK);
