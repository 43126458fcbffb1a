import { createService } from './server.ts';

createService().listen(8080, () => console.log('http://localhost:8080/orders/1'));
