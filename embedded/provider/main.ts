import { Service } from './server';
import { EngineLog } from './wire/engine';
import { engineAddress, serve } from './wire/serve';

const service = new Service(new EngineLog(engineAddress()));
serve(service.implementation(), () => service.cancel());
