import { fakeModels } from '../support/fake-models.ts';
import { modelsContract } from './models.suite.ts';

modelsContract('fake', (said) =>
  Promise.resolve({ models: fakeModels(said), close: () => Promise.resolve() }),
);
